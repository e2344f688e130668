namespace StreamEmbed.Sessions;

/// <summary>The options in the units of the calculation: milliseconds, and each partition's share.</summary>
internal sealed class SessionRules
{
    public SessionRules(SessionOptions options, int partitions)
    {
        GapMs = (long)options.Gap.TotalMilliseconds;
        CloseAfterMs = GapMs + (long)options.Grace.TotalMilliseconds;
        OutOfOrderMs = (long)options.OutOfOrder.TotalMilliseconds;
        IdleAfterMs = (long)options.IdleAfter.TotalMilliseconds;
        MaxDurationMs = (long)options.MaxDuration.TotalMilliseconds;
        MaxLength = options.MaxLength;
        MaxPerMinute = options.MaxPerMinute;
        MaxOpen = Math.Max(1, options.MaxOpen / partitions);
        EarlierUsers = Math.Max(1, options.EarlierUsers / partitions);
        EarlierForMs = (long)options.EarlierFor.TotalMilliseconds;
        CollapseRepeats = options.CollapseRepeats;
    }

    public long GapMs { get; }

    /// <summary>Gap + grace: how long after its last event a session closes.</summary>
    public long CloseAfterMs { get; }

    public long OutOfOrderMs { get; }

    /// <summary>0 is off.</summary>
    public long IdleAfterMs { get; }

    public long MaxDurationMs { get; }

    public int MaxLength { get; }

    public int MaxPerMinute { get; }

    /// <summary>One partition's share of the open sessions.</summary>
    public int MaxOpen { get; }

    /// <summary>One partition's share of the users whose last items are remembered.</summary>
    public int EarlierUsers { get; }

    public long EarlierForMs { get; }

    public bool CollapseRepeats { get; }

    /// <summary>When a session with this first and last event closes: strictly later watermarks have passed it.</summary>
    public long CloseMs(long startMs, long endMs) => Math.Min(endMs, startMs + MaxDurationMs) + CloseAfterMs;
}
