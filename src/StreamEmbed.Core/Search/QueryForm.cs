using StreamEmbed.Search.Kernels;

namespace StreamEmbed.Search;

/// <summary>How a metric's nearness, a float, and the values that kernels give to rows, in units of the query's length, belong together.</summary>
/// <remarks>
/// With q̂ and x̂ the unit vectors, the value of a row is q̂·x̂ by cosine; |x| q̂·x̂ by inner product, whose nearness is |q| times
/// that; and |x| q̂·x̂ − |x|² / 2|q| by distance, since −|q − x|² = 2|q| · value − |q|². Valued by the most that q̂·x̂ may be
/// (code plus bounds of its errors), a row below <see cref="Threshold"/> of some nearness is surely below that nearness.
/// </remarks>
internal readonly struct QueryForm(CodedMetric metric, float queryNorm, int dimension)
{
    // Relative roundings of squared lengths and nearness, D + a few units each, all to the side of keeping a row.
    private readonly double _rounding = ((4 * dimension) + 64) * Math.ScaleB(1, -24);

    public bool ByNorm => metric != CodedMetric.Cosine;

    public RowMeasure Measure(CodeQuery query, bool exact) => new()
    {
        Scale = query.Scale,
        ErrorWeight = exact ? 1 : 0,
        ByNorm = ByNorm,
        SquareWeight = metric == CodedMetric.Euclidean ? (float)((1 - _rounding) / (2 * queryNorm)) : 0,
        Threshold = float.NegativeInfinity,
    };

    /// <summary>The value that rows of this nearness reach.</summary>
    public float Threshold(float nearness)
    {
        if (float.IsInfinity(nearness))
        {
            return nearness;
        }

        var (value, magnitude) = metric switch
        {
            CodedMetric.Cosine => (nearness, Math.Abs(nearness)),
            CodedMetric.InnerProduct => (nearness / (double)queryNorm, Math.Abs(nearness / (double)queryNorm)),
            _ => (
                (((double)queryNorm * queryNorm) + nearness) / (2.0 * queryNorm),
                (((double)queryNorm * queryNorm) - nearness) / (2.0 * queryNorm)),
        };
        return (float)(value - (_rounding * magnitude));
    }
}
