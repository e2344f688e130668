using StreamEmbed.Client.Tables;
using StreamEmbed.Search;
using StreamEmbed.Serving;

namespace StreamEmbed.Client.Search;

/// <summary>Finds the nearest items by comparing with all of them.</summary>
internal static class ExactSearch
{
    /// <summary>The nearest items, the nearest first.</summary>
    /// <param name="items">Where to look.</param>
    /// <param name="query">float[dimension].</param>
    /// <param name="count">Most items to find.</param>
    /// <param name="metric">What near means.</param>
    /// <param name="excluded">Items that are not wanted.</param>
    public static IReadOnlyList<ScoredItem> Find(
        FrozenPages<ItemRow> items, ReadOnlySpan<float> query, int count, Metric metric, IReadOnlySet<string> excluded)
    {
        var nearest = new NearestItems(count);
        var scorer = Scorer(metric, query);
        for (var page = 0; page < items.PageCount; page++)
        {
            foreach (var row in items.Page(page))
            {
                var nearness = scorer(query, row.Vector);
                // Equal ones are offered too: the smaller id wins. Ids are looked at last, since few rows come so far.
                if (nearness >= nearest.Threshold && !excluded.Contains(row.Item.Value))
                {
                    nearest.Offer(row.Item.Value, nearness);
                }
            }
        }

        return Array.ConvertAll(nearest.Take(), found => new ScoredItem(found.Item, Score(metric, found.Nearness)));
    }

    private delegate float Nearness(ReadOnlySpan<float> query, ReadOnlySpan<float> row);

    private static Nearness Scorer(Metric metric, ReadOnlySpan<float> query)
    {
        switch (metric)
        {
            case Metric.Cosine:
                var length = MathF.Sqrt(VectorScores.Dot(query, query));
                return (left, right) =>
                {
                    var (dot, square) = VectorScores.DotAndNorm(left, right);
                    var norms = length * MathF.Sqrt(square);
                    return norms > 0 ? dot / norms : 0;
                };
            case Metric.InnerProduct:
                return VectorScores.Dot;
            case Metric.Euclidean:
                return static (left, right) => -VectorScores.SquaredDistance(left, right);
            case Metric.Manhattan:
                return static (left, right) => -VectorScores.AbsoluteDistance(left, right);
            default:
                throw new ArgumentOutOfRangeException(nameof(metric), metric, "Not a metric.");
        }
    }

    // Distances are compared squared and negated, and told as they are. (0 − x, because −0 would print as "-0".)
    private static float Score(Metric metric, float nearness) => metric switch
    {
        Metric.Euclidean => MathF.Sqrt(0 - nearness),
        Metric.Manhattan => 0 - nearness,
        _ => nearness,
    };
}
