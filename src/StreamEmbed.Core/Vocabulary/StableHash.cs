using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamEmbed.Vocabulary;

/// <summary>A hash of text that is the same in every process.</summary>
/// <remarks>
/// Eight bytes a step through one 64 × 64 → 128-bit multiplication whose halves are folded together (the mixing step of
/// Wang Yi's wyhash). It spreads ids; it does not resist somebody who searches for collisions, and need not: a chain of
/// colliding ids costs time, never correctness.
/// </remarks>
internal static class StableHash
{
    public const ulong FirstSecret = 0xA0761D6478BD642FUL;
    public const ulong SecondSecret = 0xE7037ED1A0B428DBUL;

    public static uint Of(ReadOnlySpan<char> text) => Of(MemoryMarshal.AsBytes(text));

    /// <summary>The hash of text in another encoding: not the same as that of its characters.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var whole = bytes;
        var hash = FirstSecret ^ (ulong)bytes.Length;
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(bytes), SecondSecret);
            bytes = bytes[sizeof(ulong)..];
        }

        hash = Fold(hash ^ Rest(whole, bytes), FirstSecret);
        return (uint)(hash ^ (hash >> 32));
    }

    /// <summary>Less than eight bytes as a number, the first one lowest.</summary>
    private static ulong Rest(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return 0;
        }

        if (BitConverter.IsLittleEndian && whole.Length >= sizeof(ulong))
        {
            // The same as below in one read: what comes before them is shifted out.
            return MemoryMarshal.Read<ulong>(whole[^sizeof(ulong)..]) >> (8 * (sizeof(ulong) - bytes.Length));
        }

        ulong rest = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            rest |= (ulong)bytes[i] << (8 * i);
        }

        return rest;
    }

    /// <summary>The mixing step: both halves of the product, folded together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
