namespace StreamEmbed.Search;

/// <summary>Keeps the rows whose codes are nearest.</summary>
internal sealed class LikelyScan : ListScan
{
    private readonly int _kept;

    public LikelyScan(CodeQuery query, QueryForm form, int kept, Candidates candidates)
        : base(query, form, candidates, exact: false)
    {
        _kept = kept;
        Room = (2 * kept) + 16;
        candidates.Clear();
    }

    /// <summary>Forgets all but the best; the worst of them is what others must reach.</summary>
    public void KeepBest()
    {
        if (Candidates.Count > _kept)
        {
            Settle();
        }
    }

    protected override void Settle()
    {
        Threshold = Candidates.MoveBestToFront(_kept);
        Candidates.Truncate(_kept);
    }
}
