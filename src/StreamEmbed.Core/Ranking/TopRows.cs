namespace StreamEmbed.Ranking;

/// <summary>Keeps the rows with the greatest scores, of equal ones those with the smaller row. Used again and again; single owner.</summary>
/// <param name="most">How many; at least one.</param>
internal sealed class TopRows(int most)
{
    // A heap with the weakest at the root.
    private readonly float[] _scores = new float[most];
    private readonly int[] _rows = new int[most];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The rows in no order, or from the best on after <see cref="Sort"/>.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    /// <summary>Their scores.</summary>
    public ReadOnlySpan<float> Scores => _scores.AsSpan(0, Count);

    /// <summary>What a score must exceed, or equal with a smaller row, to be kept; negative infinity until it is full.</summary>
    public float Least => Count == most ? _scores[0] : float.NegativeInfinity;

    public void Clear() => Count = 0;

    /// <summary>Keeps the best rows of all but one; rows whose score is not finite are none.</summary>
    /// <param name="scores">float[rows].</param>
    /// <param name="except">A row that is left out; -1: none.</param>
    public void Take(ReadOnlySpan<float> scores, int except = -1)
    {
        Clear();
        var least = Least;
        for (var row = 0; row < scores.Length; row++)
        {
            if (scores[row] > least && row != except)
            {
                Add(row, scores[row]);
                least = Least;
            }
        }
    }

    /// <summary>Offers a row; infinite and undefined scores are never kept.</summary>
    public void Add(int row, float score)
    {
        if (!float.IsFinite(score))
        {
            return;
        }

        if (Count < most)
        {
            Rise(Count++, row, score);
        }
        else if (IsWeaker(_rows[0], _scores[0], row, score))
        {
            Sink(0, row, score);
        }
    }

    /// <summary>Puts the best first.</summary>
    public void Sort()
    {
        var all = Count;
        for (var last = all - 1; last > 0; last--)
        {
            var (row, score) = (_rows[last], _scores[last]);
            var (weakest, weakestScore) = (_rows[0], _scores[0]);
            Count = last;
            Sink(0, row, score);
            (_rows[last], _scores[last]) = (weakest, weakestScore);
        }

        Count = all;
    }

    private static bool IsWeaker(int row, float score, int otherRow, float otherScore) =>
        score < otherScore || (score == otherScore && row > otherRow);

    private void Rise(int at, int row, float score)
    {
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (!IsWeaker(row, score, _rows[parent], _scores[parent]))
            {
                break;
            }

            (_rows[at], _scores[at]) = (_rows[parent], _scores[parent]);
            at = parent;
        }

        (_rows[at], _scores[at]) = (row, score);
    }

    private void Sink(int at, int row, float score)
    {
        for (var child = (2 * at) + 1; child < Count; child = (2 * at) + 1)
        {
            if (child + 1 < Count && IsWeaker(_rows[child + 1], _scores[child + 1], _rows[child], _scores[child]))
            {
                child++;
            }

            if (!IsWeaker(_rows[child], _scores[child], row, score))
            {
                break;
            }

            (_rows[at], _scores[at]) = (_rows[child], _scores[child]);
            at = child;
        }

        (_rows[at], _scores[at]) = (row, score);
    }
}
