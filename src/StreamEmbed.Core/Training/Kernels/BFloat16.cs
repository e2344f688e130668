using System.Runtime.CompilerServices;

namespace StreamEmbed.Training.Kernels;

/// <summary>The upper half of a float: its range with 8 bits of precision. A running average of vectors loses nothing that neighbours notice.</summary>
internal static class BFloat16
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToSingle(ushort value) => BitConverter.UInt32BitsToSingle((uint)value << 16);

    /// <summary>The nearest value, ties to even. For finite values; a NaN may become another one or an infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort FromSingle(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
