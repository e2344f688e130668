namespace StreamEmbed.Evaluation;

/// <summary>A question to a recommender: what comes next in this session?</summary>
public readonly ref struct Position(ReadOnlySpan<int> prefix, ReadOnlySpan<int> earlier, long timeMs)
{
    /// <summary>Numbers of the items so far, oldest first; at least one.</summary>
    public ReadOnlySpan<int> Prefix { get; } = prefix;

    /// <summary>Numbers of the user's items before the session, oldest first; the last hundred at most.</summary>
    public ReadOnlySpan<int> Earlier { get; } = earlier;

    /// <summary>The time as of which everything that decays is looked at, Unix milliseconds.</summary>
    public long TimeMs { get; } = timeMs;
}
