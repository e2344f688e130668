namespace StreamEmbed.Search;

/// <summary>Keeps the best rows of a search by their true nearness; the codes only choose whom it looks at.</summary>
public interface ICandidateScorer
{
    /// <summary>Computes the nearness of rows and keeps the best. No row comes twice.</summary>
    /// <returns>The nearness of the worst that is kept once as many are kept as are wanted; −∞ before.</returns>
    float Score(ReadOnlySpan<int> rows);
}
