using StreamEmbed.Search;

namespace StreamEmbed.Core.Tests.Search;

/// <summary>Keeps the best rows by nearness, equal ones by their number; alone it is the float scan that searches are compared with.</summary>
internal sealed class FloatScorer(IReadOnlyList<float[]> vectors, float[] query, CodedMetric metric, int count) : ICandidateScorer
{
    private readonly SortedSet<(float Nearness, int Row)> _best = new(Comparer<(float Nearness, int Row)>.Create((a, b) =>
        a.Nearness != b.Nearness ? b.Nearness.CompareTo(a.Nearness) : a.Row.CompareTo(b.Row)));

    private readonly HashSet<int> _seen = [];

    public int Seen => _seen.Count;

    public IReadOnlyList<(float Nearness, int Row)> Best => [.. _best];

    public static IReadOnlyList<(float Nearness, int Row)> Scan(IReadOnlyList<float[]> vectors, float[] query, CodedMetric metric, int count)
    {
        var scorer = new FloatScorer(vectors, query, metric, count);
        scorer.Score([.. Enumerable.Range(0, vectors.Count)]);
        return scorer.Best;
    }

    public float Score(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            Assert.True(_seen.Add(row), $"row {row} came twice");
            var nearness = Nearness(vectors[row]);
            if (!float.IsNaN(nearness))
            {
                _best.Add((nearness, row));
                if (_best.Count > count)
                {
                    _best.Remove(_best.Max);
                }
            }
        }

        return _best.Count < count ? float.NegativeInfinity : _best.Max.Nearness;
    }

    private float Nearness(float[] vector)
    {
        switch (metric)
        {
            case CodedMetric.Cosine:
                var norms = MathF.Sqrt(VectorScores.Dot(query, query)) * MathF.Sqrt(VectorScores.Dot(vector, vector));
                return norms > 0 ? VectorScores.Dot(query, vector) / norms : 0;
            case CodedMetric.InnerProduct:
                return VectorScores.Dot(query, vector);
            default:
                return -VectorScores.SquaredDistance(query, vector);
        }
    }
}
