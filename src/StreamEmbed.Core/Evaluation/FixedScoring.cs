using System.Globalization;

namespace StreamEmbed.Evaluation;

/// <summary>score_i = Cosine · cos(q, x_i) + Product · q·o_i + Fast · ln p_i(2 h) + Slow · ln p_i(72 h): one inner product of rows that could be exported.</summary>
/// <param name="Cosine">Weight of the cosine of the query and the item's served vector.</param>
/// <param name="Product">Weight of the inner product of the query and the item's context vector.</param>
/// <param name="Fast">Weight of the logarithm of popularity with a half-life of two hours.</param>
/// <param name="Slow">The same with three days.</param>
public readonly record struct FixedScoring(double Cosine, double Product, double Fast, double Slow)
{
    /// <summary>The scorings of which the best is reported, the same for every system and every log.</summary>
    public static IReadOnlyList<FixedScoring> All { get; } =
    [
        new(1, 0, 0, 0), new(1, 0, 0, 0.05), new(1, 0, 0.05, 0), new(1, 0, 0.1, 0),
        new(0, 1, 0, 0), new(0, 1, 0, 0.5), new(0, 1, 1, 0),
        new(1, 0.1, 0, 0.05), new(1, 0.1, 0.05, 0), new(1, 0.1, 0.03, 0.03),
        new(1, 0.3, 0, 0.2), new(1, 0.3, 0.3, 0), new(1, 0.3, 0.15, 0.1),
    ];

    /// <summary>Whether popularity alone may rank: then a query without a vector is no miss.</summary>
    public bool HasPopularity => Fast != 0 || Slow != 0;

    /// <inheritdoc/>
    public override string ToString()
    {
        (double Weight, string Term)[] terms = [(Cosine, "cos"), (Product, "in·out"), (Fast, "ln pop 2h"), (Slow, "ln pop 72h")];
        return string.Join(" + ", terms.Where(term => term.Weight != 0)
            .Select(term => string.Create(CultureInfo.InvariantCulture, $"{(term.Weight == 1 ? "" : $"{term.Weight} ")}{term.Term}")));
    }
}
