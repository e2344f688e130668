using System.Runtime.CompilerServices;

namespace StreamEmbed.Neighbours;

/// <summary>A count in 16 bits: the exponent of a float and the first eight bits of its fraction, without a sign.</summary>
/// <remarks>
/// One part in 256 is far less than what a count of clicks is uncertain by. What does not fit into the eight bits is rounded up or down
/// by chance, in proportion, so that a thousand small additions to a large count move it by what they are worth together (Morris
/// 1978, "Counting Large Numbers of Events in Small Registers"). Counts are below 2⁶³, so that forward-decayed ones stay finite.
/// </remarks>
internal static class PackedCount
{
    private const int DroppedBits = 15;
    private const uint DroppedMask = (1u << DroppedBits) - 1;
    private const int FractionBits = 8;

    /// <summary>The number that stands for itself and everything rounded to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Unpack(ushort packed) => BitConverter.UInt32BitsToSingle((uint)packed << DroppedBits);

    /// <summary>Packs a number; the random bits decide how what is lost is rounded.</summary>
    /// <param name="value">0 or more, finite.</param>
    /// <param name="random">At least 15 random bits at the low end.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Pack(float value, uint random) =>
        (ushort)((BitConverter.SingleToUInt32Bits(value) + (random & DroppedMask)) >> DroppedBits);

    /// <summary>Divides by 2^<paramref name="powers"/>: exact, until nothing is left.</summary>
    /// <param name="packed">The count.</param>
    /// <param name="powers">0 or more.</param>
    public static ushort Shrink(ushort packed, int powers)
    {
        var exponent = packed >> FractionBits;
        return powers >= exponent ? (ushort)0 : (ushort)(packed - (powers << FractionBits));
    }
}
