using System.Runtime.Intrinsics.X86;
using StreamEmbed.Training.Kernels;

namespace StreamEmbed.Search.Kernels;

/// <summary>The arithmetic of a scan over 7-bit codes; one implementation for each <see cref="KernelSet"/>, all with the same sums.</summary>
/// <remarks>
/// <para>
/// Codes lie in blocks of <see cref="BlockRows"/> rows. A block holds, for each group of 4 dimensions, 32 × 4 bytes: row r has
/// the 4 bytes at 4r. So a vector of dwords belongs to as many rows, each adds up in its own lane, and no sum across lanes is
/// needed. A code is a value of −63…63 plus 64, unsigned; the query is −63…63, signed: the shape of the processors' byte
/// multiply-add, whose 16-bit sums hold two products (2 · 127 · 63 = 16,002) twice. That is why codes have 7 bits, not 8.
/// </para>
/// <para>Callers have checked lengths: these methods check nothing. They write only what is named. Stateless.</para>
/// </remarks>
internal abstract unsafe class CodeKernels
{
    /// <summary>Rows in a block.</summary>
    public const int BlockRows = 32;

    /// <summary>Widths are a multiple of this: two groups of 4 dimensions share one 16-bit sum.</summary>
    public const int WidthMultiple = 8;

    /// <summary>What is added to a value to make it an unsigned code.</summary>
    public const int Zero = 64;

    /// <summary>The largest value, of rows and of queries.</summary>
    public const int Largest = 63;

    /// <summary>The best set that this processor has.</summary>
    public static CodeKernels Best { get; } = Of(
        IsSupported(KernelSet.Avx512) ? KernelSet.Avx512 : IsSupported(KernelSet.Avx2) ? KernelSet.Avx2 : KernelSet.Portable);

    public static bool IsSupported(KernelSet set) => set switch
    {
        KernelSet.Avx512 => Avx512BW.IsSupported,
        KernelSet.Avx2 => Avx2.IsSupported,
        _ => true,
    };

    /// <exception cref="PlatformNotSupportedException">The processor lacks the set.</exception>
    public static CodeKernels Of(KernelSet set)
    {
        if (!IsSupported(set))
        {
            throw new PlatformNotSupportedException($"This processor does not have the {set} instructions.");
        }

        return set switch
        {
            KernelSet.Avx512 => new Avx512CodeKernels(),
            KernelSet.Avx2 => new Avx2CodeKernels(),
            _ => new PortableCodeKernels(),
        };
    }

    /// <summary>sums[r] = start + Σ_d codes[r, d] · query[d], for all rows of all blocks.</summary>
    /// <param name="codes">byte[blocks × 32 × width] as described above.</param>
    /// <param name="query">sbyte[width].</param>
    /// <param name="start">−<see cref="Zero"/> · Σ query makes it the sum over the values themselves.</param>
    /// <param name="sums">int[blocks × 32].</param>
    public abstract void Sums(byte* codes, sbyte* query, int width, int blocks, int start, int* sums);

    /// <summary>Values rows by their sums, and marks those that are not surely below a threshold.</summary>
    /// <remarks>
    /// With s the sum, a the scale, e the error and n the norm of a row, in float, each line one fused operation:
    /// <code>
    /// p = s · a · Scale + Offset
    /// p = e · ErrorWeight + p
    /// value = p                               by cosine
    /// value = p · n − SquareWeight · n²       otherwise
    /// </code>
    /// A row is marked unless value &lt; Threshold: what is not a number is marked.
    /// </remarks>
    /// <param name="sums">int[blocks × 32].</param>
    /// <param name="scales">float[blocks × 32], a.</param>
    /// <param name="errors">float[blocks × 32], e.</param>
    /// <param name="norms">float[blocks × 32], n.</param>
    /// <param name="values">float[blocks × 32]; valid in blocks with a mark.</param>
    /// <param name="marks">uint[blocks], one bit a row, the lowest first.</param>
    /// <returns>Whether any row is marked.</returns>
    public abstract bool Mark(
        int* sums, float* scales, float* errors, float* norms, int blocks, in RowMeasure measure, float* values, uint* marks);
}
