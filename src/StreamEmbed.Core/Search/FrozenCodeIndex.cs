using StreamEmbed.Search.Kernels;

namespace StreamEmbed.Search;

/// <summary>An immutable copy of a <see cref="CodeIndex"/>. Any number of threads search it.</summary>
public sealed class FrozenCodeIndex
{
    // Lists that an exact search scans first, the likeliest, so that it soon knows how near a row must be.
    private const int FirstLists = 4;

    private readonly int _dimension;
    private readonly Centroids? _centroids;
    private readonly CodeList[] _lists;
    private readonly ListPriorities? _priorities;

    internal FrozenCodeIndex(int dimension, int count, Centroids? centroids, CodeList[] lists)
    {
        (_dimension, Count, _centroids, _lists) = (dimension, count, centroids, lists);
        _priorities = centroids is null ? null : new ListPriorities(lists);
    }

    /// <summary>Rows.</summary>
    public int Count { get; }

    /// <summary>Lists that the rows lie in.</summary>
    public int Lists => _lists.Length;

    /// <summary>Bytes that codes take, room for new rows included.</summary>
    public long Bytes => _lists.Sum(list => list.Pages.Sum(page => (long)page.Capacity * (WidthOf(_dimension) + CodePage.RowBytes)));

    /// <summary>
    /// Has rows scored until it is proved that no other row is nearer than the worst that the scorer keeps, nor as near: the
    /// scorer ends with what it would have kept had it seen all rows.
    /// </summary>
    /// <param name="query">float[dimension].</param>
    /// <param name="metric">What near means; as <see cref="VectorScores"/> computes it in float, in any order of additions.</param>
    /// <param name="count">Rows that the scorer keeps.</param>
    /// <param name="scorer">Sees the candidates.</param>
    /// <param name="scratch">Memory to work in.</param>
    public void FindExact(ReadOnlySpan<float> query, CodedMetric metric, int count, ICandidateScorer scorer, SearchScratch scratch)
    {
        scratch.Query.Set(query);
        if (!scratch.Query.Vector.IsRegular)
        {
            // Without a direction, or so long or short that floats overflow, codes prove nothing.
            ScoreAll(scorer);
            return;
        }

        var scan = new CertifiedScan(scratch.Query, FormOf(metric, scratch), count, scorer, scratch.Candidates);
        if (_centroids is null)
        {
            scan.Scan(_lists[0], WidthOf(_dimension));
        }
        else
        {
            var queue = Prioritize(metric, scratch);
            queue.Gather(float.NegativeInfinity);
            for (var i = 0; i < FirstLists && queue.TryTake(float.NegativeInfinity, out var list); i++)
            {
                scan.Scan(_lists[list], WidthOf(_dimension));
                scan.Finish();
            }

            var rest = queue.Rest;
            for (var i = 0; i < rest.Length; i++)
            {
                _lists[rest[Math.Min(i + 1, rest.Length - 1)]].Fetch();
                scan.Scan(_lists[rest[i]], WidthOf(_dimension));
            }
        }

        scan.Finish();
    }

    /// <summary>Has those rows scored that are likely to be among the nearest: most of them, at a fraction of the work.</summary>
    /// <remarks>
    /// Lists are scanned from the most promising on (<see cref="ListPriorities"/>), until none that is left promises more
    /// than the worst row kept: how many adapts to the query. Their codes choose half as many rows again as are wanted.
    /// </remarks>
    /// <inheritdoc cref="FindExact"/>
    public void FindLikely(ReadOnlySpan<float> query, CodedMetric metric, int count, ICandidateScorer scorer, SearchScratch scratch)
    {
        scratch.Query.Set(query);
        if (!scratch.Query.Vector.IsRegular)
        {
            ScoreAll(scorer);
            return;
        }

        ScanLikely(metric, count, scratch);
        scorer.Score(scratch.Candidates.Rows);
    }

    /// <summary>Codes of a row: the dimension, rounded up.</summary>
    internal static int WidthOf(int dimension) =>
        (dimension + CodeKernels.WidthMultiple - 1) / CodeKernels.WidthMultiple * CodeKernels.WidthMultiple;

    /// <summary>How many rows <see cref="FindLikely"/> scans for a query, by cosine.</summary>
    internal int CountLikely(ReadOnlySpan<float> query, int count, SearchScratch scratch)
    {
        scratch.Query.Set(query);
        return scratch.Query.Vector.IsRegular ? ScanLikely(CodedMetric.Cosine, count, scratch) : 0;
    }

    private QueryForm FormOf(CodedMetric metric, SearchScratch scratch) => new(metric, scratch.Query.Vector.Norm, _dimension);

    // Codes of distances from centroids are so close that a dozen more, or half as many again, lose next to none.
    private static int KeptFor(int count) => count + Math.Max(12, count / 2);

    private int ScanLikely(CodedMetric metric, int count, SearchScratch scratch)
    {
        var width = WidthOf(_dimension);
        var scan = new LikelyScan(scratch.Query, FormOf(metric, scratch), KeptFor(count), scratch.Candidates);
        if (_centroids is null)
        {
            scan.Scan(_lists[0], width);
            scan.KeepBest();
            return Count;
        }

        var queue = Prioritize(metric, scratch);
        var values = queue.ValuesFor(_centroids.Count);
        var first = Centroids.IndexOfLargest(values);
        values[first] = float.NegativeInfinity;
        scan.Scan(_lists[first], width);
        scan.KeepBest();
        var scanned = _lists[first].Count;
        queue.Gather(scan.Threshold);
        while (queue.TryTake(scan.Threshold, out var list))
        {
            if (queue.Next is >= 0 and var next)
            {
                _lists[next].Fetch();
            }

            scan.Scan(_lists[list], width);
            scan.KeepBest();
            scanned += _lists[list].Count;
        }

        return scanned;
    }

    private ListQueue Prioritize(CodedMetric metric, SearchScratch scratch)
    {
        var values = scratch.Lists.ValuesFor(_centroids!.Count);
        _centroids.Products(scratch.Query, values);
        _priorities!.Apply(metric, scratch.Query.Vector.Norm, values);
        return scratch.Lists;
    }

    private void ScoreAll(ICandidateScorer scorer)
    {
        Span<int> rows = stackalloc int[CodePage.MaxRows];
        for (var first = 0; first < Count; first += rows.Length)
        {
            var part = rows[..Math.Min(rows.Length, Count - first)];
            for (var i = 0; i < part.Length; i++)
            {
                part[i] = first + i;
            }

            scorer.Score(part);
        }
    }
}
