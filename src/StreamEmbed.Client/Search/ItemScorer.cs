using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using StreamEmbed.Client.Tables;
using StreamEmbed.Search;

namespace StreamEmbed.Client.Search;

/// <summary>Compares a query with rows in float and keeps the nearest: what every search ends with, and alone the float scan.</summary>
/// <remarks>One owner, one search. What is not a number is near to nothing.</remarks>
internal sealed class ItemScorer : ICandidateScorer
{
    // Rows ahead whose memory is asked for: candidates lie anywhere.
    private const int Ahead = 8;
    private const int LineFloats = 16;

    private readonly FrozenItems _items;
    private readonly float[] _query;
    private readonly float _queryNorm;
    private readonly Metric _metric;
    private readonly IReadOnlySet<int> _excluded;
    private readonly NearestItems _nearest;

    /// <param name="items">Where to look.</param>
    /// <param name="query">float[dimension].</param>
    /// <param name="metric">What near means.</param>
    /// <param name="count">Most items to find.</param>
    /// <param name="excluded">Rows that are not wanted.</param>
    public ItemScorer(FrozenItems items, ReadOnlySpan<float> query, Metric metric, int count, IReadOnlySet<int> excluded)
    {
        (_items, _query, _metric, _excluded) = (items, query.ToArray(), metric, excluded);
        _queryNorm = MathF.Sqrt(VectorScores.Dot(query, query));
        _nearest = new NearestItems(items, count);
    }

    public float Score(ReadOnlySpan<int> rows)
    {
        for (var i = 0; i < Math.Min(Ahead, rows.Length); i++)
        {
            Fetch(rows[i]);
        }

        for (var i = 0; i < rows.Length; i++)
        {
            if (i + Ahead < rows.Length)
            {
                Fetch(rows[i + Ahead]);
            }

            Look(rows[i]);
        }

        return _nearest.Threshold;
    }

    /// <summary>Compares with all rows, in their order.</summary>
    public void ScoreAll()
    {
        for (var slot = 0; slot < _items.Count; slot++)
        {
            Look(slot);
        }
    }

    /// <summary>The nearest, the nearest first, and forgets them.</summary>
    public ScoredItem[] Take() => Array.ConvertAll(_nearest.Take(), found => new ScoredItem(_items.NameOf(found.Slot), Score(found.Nearness)));

    private void Look(int slot)
    {
        var nearness = Nearness(_items.VectorOf(slot));
        // Equal ones are offered too: the smaller id wins. Exclusion is looked at last, since few rows come so far.
        if (nearness >= _nearest.Threshold && !_excluded.Contains(slot))
        {
            _nearest.Offer(slot, nearness);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Nearness(ReadOnlySpan<float> row)
    {
        switch (_metric)
        {
            case Metric.Cosine:
                var (dot, square) = VectorScores.DotAndNorm(_query, row);
                var norms = _queryNorm * MathF.Sqrt(square);
                return norms > 0 ? dot / norms : 0;
            case Metric.InnerProduct:
                return VectorScores.Dot(_query, row);
            case Metric.Euclidean:
                return -VectorScores.SquaredDistance(_query, row);
            default:
                return -VectorScores.AbsoluteDistance(_query, row);
        }
    }

    // Distances are compared squared and negated, and told as they are. (0 − x, because −0 would print as "-0".)
    private float Score(float nearness) => _metric switch
    {
        Metric.Euclidean => MathF.Sqrt(0 - nearness),
        Metric.Manhattan => 0 - nearness,
        _ => nearness,
    };

    private unsafe void Fetch(int slot)
    {
        if (Sse.IsSupported)
        {
            // The garbage collector may move it meanwhile: then the hint is lost, no more.
            var vector = _items.VectorOf(slot);
            var start = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(vector));
            for (var d = 0; d < vector.Length; d += LineFloats)
            {
                Sse.Prefetch0(start + d);
            }
        }
    }
}
