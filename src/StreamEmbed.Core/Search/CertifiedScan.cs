namespace StreamEmbed.Search;

/// <summary>Finds exactly what comparing all vectors finds: a row is passed over only if it provably cannot be among the best.</summary>
/// <remarks>
/// Rows are valued by the most that they may reach. Whenever candidates fill the room for them, the best are looked at in
/// float; the worst of the best so far is then what all others must be able to reach. This is the certificate of the
/// Cauchy-Schwarz bound applied to each row in one pass: no guess how many candidates will do, and no second scan.
/// </remarks>
internal sealed class CertifiedScan : ListScan
{
    // Fewer at a time would look rows up one by one, more would look at rows that the next threshold rules out.
    private const int LeastBatch = 64;
    private const int LeastRoom = 1024;

    private readonly ICandidateScorer _scorer;
    private readonly int _batch;

    public CertifiedScan(CodeQuery query, QueryForm form, int count, ICandidateScorer scorer, Candidates candidates)
        : base(query, form, candidates, exact: true)
    {
        _scorer = scorer;
        _batch = Math.Max(LeastBatch, count);
        Room = Math.Max(LeastRoom, 4 * _batch);
        candidates.Clear();
    }

    /// <summary>Looks at the candidates that are left.</summary>
    public void Finish() => SettleDownTo(0);

    protected override void Settle() => SettleDownTo(Room / 2);

    private void SettleDownTo(int left)
    {
        while (Candidates.Count > left)
        {
            var best = Math.Min(_batch, Candidates.Count);
            Candidates.MoveBestToFront(best);
            Threshold = Form.Threshold(_scorer.Score(Candidates.Rows[..best]));
            Candidates.DropFirstAndBelow(best, Threshold);
        }
    }
}
