using StreamEmbed.Client.Tables;
using StreamEmbed.Search;

namespace StreamEmbed.Client.Search;

/// <summary>Finds the nearest items. Thread-safe.</summary>
/// <param name="pool">Memory to work in.</param>
/// <param name="exact">Whether a search is exact that does not say.</param>
internal sealed class ItemSearch(SearchPool pool, bool exact)
{
    // Rows looked for in place of excluded ones: more would be looked at than most exclusions hit.
    private const int MostMade = 200;

    /// <summary>The nearest items, the nearest first.</summary>
    /// <param name="items">Where to look.</param>
    /// <param name="query">float[dimension].</param>
    /// <param name="count">Most items to find.</param>
    /// <param name="metric">What near means.</param>
    /// <param name="excluded">Rows that are not wanted.</param>
    /// <param name="exactly">
    /// True for to the last bit what comparing with all items finds; false for what is likely to be that; null for as it was set.
    /// </param>
    public ScoredItem[] Find(
        FrozenItems items, ReadOnlySpan<float> query, int count, Metric metric, IReadOnlySet<int> excluded, bool? exactly = null)
    {
        var scorer = new ItemScorer(items, query, metric, count, excluded);
        if (CodedAs(metric) is { } coded && items.Codes is { } codes)
        {
            var scratch = pool.Take(items.Dimension);
            if (exactly ?? exact)
            {
                codes.FindExact(query, coded, count, scorer, scratch);
            }
            else
            {
                // Those that are left out would else take places of those that are wanted.
                codes.FindLikely(query, coded, count + Math.Min(excluded.Count, MostMade), scorer, scratch);
            }

            pool.Return(scratch);
        }
        else
        {
            scorer.ScoreAll();
        }

        return scorer.Take();
    }

    /// <summary>
    /// The measure that codes can bound; null for Manhattan: the best bound that they give of it, √D times the straight
    /// distance above and that distance below, rules out next to nothing.
    /// </summary>
    private static CodedMetric? CodedAs(Metric metric) => metric switch
    {
        Metric.Cosine => CodedMetric.Cosine,
        Metric.InnerProduct => CodedMetric.InnerProduct,
        Metric.Euclidean => CodedMetric.Euclidean,
        Metric.Manhattan => null,
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "Not a metric."),
    };
}
