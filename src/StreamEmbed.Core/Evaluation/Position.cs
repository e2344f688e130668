namespace StreamEmbed.Evaluation;

/// <summary>A question to a recommender: what comes next in this session?</summary>
public readonly ref struct Position(ReadOnlySpan<int> prefix, long timeMs)
{
    /// <summary>Numbers of the items so far, oldest first; at least one.</summary>
    public ReadOnlySpan<int> Prefix { get; } = prefix;

    /// <summary>The time as of which everything that decays is looked at, Unix milliseconds.</summary>
    public long TimeMs { get; } = timeMs;
}
