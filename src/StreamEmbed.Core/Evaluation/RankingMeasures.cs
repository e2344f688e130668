namespace StreamEmbed.Evaluation;

/// <summary>What rankings of the next item are judged by, over all positions so far.</summary>
public sealed class RankingMeasures
{
    private readonly int _k;
    private readonly bool[] _recommended;
    private double _hits;
    private double _reciprocalRanks;
    private double _gains;
    private int _covered;

    /// <param name="k">Length of the list that a user would see.</param>
    /// <param name="items">Number of items in the log.</param>
    public RankingMeasures(int k, int items)
    {
        _k = k;
        _recommended = new bool[items];
    }

    /// <summary>Positions judged.</summary>
    public int Positions { get; private set; }

    /// <summary>HR@k: share of positions whose target is among the first k.</summary>
    public double HitRate => Mean(_hits);

    /// <summary>MRR@k: mean of 1 / rank, 0 beyond k.</summary>
    public double ReciprocalRank => Mean(_reciprocalRanks);

    /// <summary>NDCG@k with one relevant item: mean of 1 / log₂(1 + rank), 0 beyond k.</summary>
    public double Gain => Mean(_gains);

    /// <summary>Coverage@k: share of the log's items that were in at least one list.</summary>
    public double Coverage => _recommended.Length == 0 ? 0 : (double)_covered / _recommended.Length;

    /// <summary>Judges one position.</summary>
    /// <param name="rank">Rank of the target from 1; among equals the middle one, so it may end in ½. Null: a miss.</param>
    public void Add(double? rank)
    {
        Positions++;
        if (rank <= _k)
        {
            _hits++;
            _reciprocalRanks += 1 / rank.Value;
            _gains += 1 / Math.Log2(1 + rank.Value);
        }
    }

    /// <summary>Notes the items of a list that was shown.</summary>
    public void AddShown(ReadOnlySpan<int> items)
    {
        foreach (var item in items)
        {
            _covered += _recommended[item] ? 0 : 1;
            _recommended[item] = true;
        }
    }

    private double Mean(double sum) => Positions == 0 ? 0 : sum / Positions;
}
