using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamEmbed.Client.Tables;

/// <summary>How rows of items lie in pages: the vectors first, one after the other, behind them the <see cref="ItemFacts"/> of each.</summary>
internal static class ItemPages
{
    /// <summary>Rows of a page. A change copies a page, once between two freezes; smaller ones would waste their headers.</summary>
    public const int Rows = 1 << Bits;

    public const int Bits = 5;

    private static readonly int FactsFloats = Unsafe.SizeOf<ItemFacts>() / sizeof(float);

    public static float[] New(int dimension) => new float[Rows * (dimension + FactsFloats)];

    /// <summary>float[dimension].</summary>
    public static Span<float> Vector(float[] page, int slot, int dimension) => page.AsSpan((slot & (Rows - 1)) * dimension, dimension);

    public static ref ItemFacts Facts(float[] page, int slot, int dimension) =>
        ref MemoryMarshal.Cast<float, ItemFacts>(page.AsSpan(Rows * dimension))[slot & (Rows - 1)];
}
