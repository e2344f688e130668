namespace StreamEmbed.Ranking;

/// <summary>Ranks all items for a query: one look at each, and a second one at those that lists or the user's own items name. Single owner.</summary>
/// <typeparam name="TItems">Where items are held.</typeparam>
internal sealed class Ranker<TItems>
    where TItems : IRankableItems
{
    private readonly TItems _items;
    private float[] _scores = [];

    public Ranker(TItems items)
    {
        _items = items;
        Query = new RankingQuery<TItems>(items);
    }

    /// <summary>The query, to be asked and weighed before anything is ranked.</summary>
    public RankingQuery<TItems> Query { get; }

    /// <summary>The score of each row; negative infinity for those that cannot be recommended and for items of the session itself.</summary>
    /// <returns>float[rows]: holds until the next call.</returns>
    public ReadOnlySpan<float> ScoreAll()
    {
        var rows = _items.Rows;
        if (_scores.Length < rows)
        {
            _scores = new float[Math.Max(rows, _scores.Length * 2)];
        }

        var scores = _scores.AsSpan(0, rows);
        for (var row = 0; row < rows; row++)
        {
            scores[row] = _items.IsRankable(row) ? Query.DenseScore(row) : float.NegativeInfinity;
        }

        foreach (ref readonly var candidate in Query.Candidates.All)
        {
            scores[candidate.Row] += Query.SparseScore(candidate);
        }

        Query.HideAsked(scores);
        return scores;
    }
}
