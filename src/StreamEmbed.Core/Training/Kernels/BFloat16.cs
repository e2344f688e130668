using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamEmbed.Training.Kernels;

/// <summary>The upper half of a float: its range with 8 bits of precision. A running average of vectors loses nothing that neighbours notice.</summary>
internal static class BFloat16
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToSingle(ushort value) => BitConverter.UInt32BitsToSingle((uint)value << 16);

    /// <summary>Widens a vector.</summary>
    /// <param name="values">bfloat16[n].</param>
    /// <param name="floats">float[n].</param>
    public static void ToSingle(ReadOnlySpan<ushort> values, Span<float> floats)
    {
        var packed = MemoryMarshal.Cast<ushort, Vector<ushort>>(values);
        var wide = MemoryMarshal.Cast<float, Vector<uint>>(floats);
        for (var i = 0; i < packed.Length; i++)
        {
            Vector.Widen(packed[i], out var low, out var high);
            wide[2 * i] = low << 16;
            wide[(2 * i) + 1] = high << 16;
        }

        for (var d = packed.Length * Vector<ushort>.Count; d < values.Length; d++)
        {
            floats[d] = ToSingle(values[d]);
        }
    }

    /// <summary>The nearest value, ties to even. For finite values; a NaN may become another one or an infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort FromSingle(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
