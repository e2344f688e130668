using System.Text;
using StreamEmbed.Client.Search;
using StreamEmbed.Search;
using StreamEmbed.Serving;

namespace StreamEmbed.Client.Tests.Search;

/// <summary>What searches are compared with: the nearness of every row, sorted.</summary>
internal static class FloatScan
{
    public static ScoredItem[] Find(IEnumerable<ItemRow> rows, float[] query, int count, Metric metric, IReadOnlySet<string>? exclude = null) =>
    [
        .. rows.Where(row => exclude?.Contains(row.Item.Value) != true)
            .Select(row => (Id: row.Item.Value, Nearness: Nearness(metric, query, row.Vector)))
            .Where(row => !float.IsNaN(row.Nearness))
            .OrderByDescending(row => row.Nearness)
            .ThenBy(row => row.Id, Comparer<string>.Create((a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b))))
            .Take(count)
            .Select(row => new ScoredItem(row.Id, Score(metric, row.Nearness))),
    ];

    private static float Nearness(Metric metric, float[] query, float[] vector)
    {
        switch (metric)
        {
            case Metric.Cosine:
                var norms = MathF.Sqrt(VectorScores.Dot(query, query)) * MathF.Sqrt(VectorScores.Dot(vector, vector));
                return norms > 0 ? VectorScores.Dot(query, vector) / norms : 0;
            case Metric.InnerProduct:
                return VectorScores.Dot(query, vector);
            case Metric.Euclidean:
                return -VectorScores.SquaredDistance(query, vector);
            default:
                return -VectorScores.AbsoluteDistance(query, vector);
        }
    }

    private static float Score(Metric metric, float nearness) => metric switch
    {
        Metric.Euclidean => MathF.Sqrt(0 - nearness),
        Metric.Manhattan => 0 - nearness,
        _ => nearness,
    };
}
