using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Sessions;

/// <summary>Asks the processor for memory that will be used soon. Nothing on processors for which .NET has no such instruction.</summary>
internal static class CacheHint
{
    private const int LineBytes = 64;

    /// <summary>Asks for the first <paramref name="lines"/> lines of a value. The garbage collector may move it meanwhile: then the hint is lost, no more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch<T>(ref readonly T value, int lines = 1)
    {
        if (Sse.IsSupported)
        {
            var at = (byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in value));
            for (var line = 0; line < lines; line++)
            {
                Sse.Prefetch0(at + (line * LineBytes));
            }
        }
    }

    /// <summary>Asks for the first line of an object, without looking at it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch(string value)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((void*)Unsafe.As<string, nint>(ref value));
        }
    }
}
