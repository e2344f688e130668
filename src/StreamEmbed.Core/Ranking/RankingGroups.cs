namespace StreamEmbed.Ranking;

/// <summary>Features that are switched on or off together.</summary>
[Flags]
public enum RankingGroups
{
    /// <summary>None: nothing is ranked by learned weights.</summary>
    None = 0,

    /// <summary>Cosines of vectors.</summary>
    Vectors = 1,

    /// <summary>Counts of clicks, their time, age.</summary>
    Popularity = 2,

    /// <summary>Lists of items seen together.</summary>
    Neighbours = 4,

    /// <summary>The user's items before the session.</summary>
    Own = 8,

    /// <summary>Everything.</summary>
    All = Vectors | Popularity | Neighbours | Own,
}
