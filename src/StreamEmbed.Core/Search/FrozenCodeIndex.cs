using StreamEmbed.Search.Kernels;

namespace StreamEmbed.Search;

/// <summary>An immutable copy of a <see cref="CodeIndex"/>. Any number of threads search it.</summary>
public sealed class FrozenCodeIndex
{
    private readonly int _dimension;
    private readonly CodeList[] _lists;

    internal FrozenCodeIndex(int dimension, int count, CodeList[] lists)
    {
        (_dimension, Count, _lists) = (dimension, count, lists);
    }

    /// <summary>Rows.</summary>
    public int Count { get; }

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

        var form = new QueryForm(metric, scratch.Query.Vector.Norm, _dimension);
        var scan = new CertifiedScan(scratch.Query, form, count, scorer, scratch.Candidates);
        foreach (var list in _lists)
        {
            scan.Scan(list, WidthOf(_dimension));
        }

        scan.Finish();
    }

    /// <summary>Codes of a row: the dimension, rounded up.</summary>
    internal static int WidthOf(int dimension) =>
        (dimension + CodeKernels.WidthMultiple - 1) / CodeKernels.WidthMultiple * CodeKernels.WidthMultiple;

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
