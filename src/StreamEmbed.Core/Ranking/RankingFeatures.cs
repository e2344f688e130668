namespace StreamEmbed.Ranking;

/// <summary>Facts about the features.</summary>
public static class RankingFeatures
{
    /// <summary>Number of features.</summary>
    public const int Count = (int)RankingFeature.OwnTimes + 1;

    /// <summary>Number of numbers in an item's row beside its vector: its clicks and times.</summary>
    public const int Numbers = 8;

    /// <summary>The first of these.</summary>
    public const int FirstNumber = (int)RankingFeature.Clicks2h;

    /// <summary>The first feature that is not an inner product over all items.</summary>
    public const int FirstSparse = (int)RankingFeature.SeenWith;

    /// <summary>The features of some groups; one that needs two groups is there when both are.</summary>
    public static IReadOnlyList<RankingFeature> Of(RankingGroups groups) =>
        [.. Enum.GetValues<RankingFeature>().Where(feature => (GroupsOf(feature) & ~groups) == 0)];

    private static RankingGroups GroupsOf(RankingFeature feature) => feature switch
    {
        RankingFeature.Session or RankingFeature.Last => RankingGroups.Vectors,
        RankingFeature.Earlier => RankingGroups.Vectors | RankingGroups.Own,
        RankingFeature.SeenWithEarlier => RankingGroups.Neighbours | RankingGroups.Own,
        RankingFeature.Own or RankingFeature.OwnTimes => RankingGroups.Own,
        >= RankingFeature.SeenWith => RankingGroups.Neighbours,
        _ => RankingGroups.Popularity,
    };
}
