using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Training.Kernels;

/// <summary>Issues parts of a <see cref="PrefetchList"/>.</summary>
internal static unsafe class Prefetching
{
    private const int LineBytes = 64;

    /// <summary>Requests the runs from <paramref name="issued"/> up to <paramref name="until"/> and returns <paramref name="until"/>.</summary>
    public static int Issue(PrefetchList list, int issued, int until)
    {
        for (; issued < until; issued++)
        {
            Request(list.Addresses[issued], list.Bytes[issued]);
        }

        return issued;
    }

    /// <summary>Requests one run of cache lines into the second-level cache; nothing where the processor cannot be asked.</summary>
    public static void Request(void* address, int bytes)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        for (var line = 0; line < bytes; line += LineBytes)
        {
            Sse.Prefetch1((byte*)address + line);
        }
    }
}
