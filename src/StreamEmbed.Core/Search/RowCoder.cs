using StreamEmbed.Search.Kernels;

namespace StreamEmbed.Search;

/// <summary>Writes a row's code: the difference of its unit vector from a centroid in steps of 1/63 of its largest number.</summary>
/// <remarks>
/// The error kept with it bounds, for every unit vector q, |q · (x/|x| − centroid − code)|, by Cauchy and Schwarz: the length of
/// the rounding, plus a share of 2⁻²⁴ for each rounding of floats. Those are at most D + 2 in a length, 2 (D + 3) in a
/// nearness, and a handful in the scan, each on numbers no larger than 1 + |centroid|: below 8 D + 128 together.
/// </remarks>
internal static unsafe class RowCoder
{
    private const float Unit = 1f / (1 << 24);

    /// <summary>Writes code, scale, error and norm. The number of the row is left as it is.</summary>
    /// <returns>Squared length of what the code says.</returns>
    public static float Write(CodePage page, int index, int width, UnitVector vector, ReadOnlySpan<float> centroid, float centroidNorm)
    {
        var values = vector.Values;
        var difference = stackalloc float[width];
        var largest = 0f;
        for (var d = 0; d < values.Length; d++)
        {
            difference[d] = values[d] - centroid[d];
            largest = MathF.Max(largest, MathF.Abs(difference[d]));
        }

        var scale = largest / CodeKernels.Largest;
        var inverse = largest > 0 ? CodeKernels.Largest / largest : 0;
        var (squares, lost) = (0, 0f);
        var codes = page.CodesOf(index);
        for (var d = 0; d < width; d++)
        {
            var value = d < values.Length ? (int)MathF.Round(difference[d] * inverse) : 0;
            codes[(d / 4 * CodeKernels.BlockRows * 4) + (d % 4)] = (byte)(value + CodeKernels.Zero);
            squares += value * value;
            var rest = d < values.Length ? difference[d] - (value * scale) : 0;
            lost += rest * rest;
        }

        page.Scales[index] = scale;
        page.Errors[index] = vector.IsRegular || vector.IsZero
            ? (MathF.Sqrt(lost) * 1.0001f) + (((8 * values.Length) + 128) * Unit * (1 + centroidNorm))
            : float.PositiveInfinity;
        // A row without a bound is looked at whatever its length.
        page.Norms[index] = vector.IsRegular || vector.IsZero ? vector.Norm : 1;
        return squares * scale * scale;
    }

    /// <summary>What <see cref="Write"/> returned for a row.</summary>
    public static float SquareOf(CodePage page, int index, int width)
    {
        var squares = 0;
        var codes = page.CodesOf(index);
        for (var group = 0; group < width / 4; group++, codes += CodeKernels.BlockRows * 4)
        {
            for (var i = 0; i < 4; i++)
            {
                squares += (codes[i] - CodeKernels.Zero) * (codes[i] - CodeKernels.Zero);
            }
        }

        return squares * page.Scales[index] * page.Scales[index];
    }
}
