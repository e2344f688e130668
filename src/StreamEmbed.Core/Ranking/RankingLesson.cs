namespace StreamEmbed.Ranking;

/// <summary>One position to learn from: the features of what was clicked next, and of the strongest others. Used again and again; single owner.</summary>
internal sealed class RankingLesson
{
    private readonly float[] _features = new float[(1 + RankingLearner.Others) * RankingFeatures.Count];
    private readonly TopRows _others = new(RankingLearner.Others);
    private int _candidates;

    /// <summary>float[candidates × <see cref="RankingFeatures.Count"/>], the target first.</summary>
    public ReadOnlySpan<float> Features => _features.AsSpan(0, _candidates * RankingFeatures.Count);

    /// <summary>The query's gates.</summary>
    public RankingGates Gates { get; private set; }

    /// <summary>The target's rank among all, from 1; of equals the middle one.</summary>
    public double Rank { get; private set; }

    /// <summary>Takes the answer to a query.</summary>
    /// <param name="query">The query, as it was scored.</param>
    /// <param name="scores">float[rows]: of all items, negative infinity for those that were no candidates.</param>
    /// <param name="target">Row of what was clicked.</param>
    /// <returns>Whether there is anything to learn: not when the target itself was no candidate.</returns>
    public bool TryTake<TItems>(RankingQuery<TItems> query, ReadOnlySpan<float> scores, int target)
        where TItems : IRankableItems
    {
        if (RankOf(scores, target) is not { } rank)
        {
            return false;
        }

        Rank = rank;
        Gates = query.Gates;
        _others.Take(scores, except: target);
        _candidates = 1;
        query.Read(target, _features);
        foreach (var row in _others.Rows)
        {
            query.Read(row, _features.AsSpan(_candidates * RankingFeatures.Count, RankingFeatures.Count));
            _candidates++;
        }

        return true;
    }

    private static double? RankOf(ReadOnlySpan<float> scores, int target)
    {
        var own = scores[target];
        if (!float.IsFinite(own))
        {
            return null;
        }

        var (ahead, equal) = (0, -1);
        foreach (var score in scores)
        {
            ahead += score > own ? 1 : 0;
            equal += score == own ? 1 : 0;
        }

        return 1 + ahead + (equal / 2.0);
    }
}
