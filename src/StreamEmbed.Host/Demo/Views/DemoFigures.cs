namespace StreamEmbed.Host.Demo.Views;

/// <summary>What a view shows at one moment. Rates are over the time since the figures before.</summary>
internal sealed record DemoFigures
{
    public required TimeSpan Running { get; init; }

    public required double? FeedProgress { get; init; }

    public required double EventsPerSecond { get; init; }

    public required long EventsRead { get; init; }

    public required long EventsRejected { get; init; }

    public required long EventsLate { get; init; }

    public required long Lag { get; init; }

    /// <summary>Event time that the stream has reached; null before the first event.</summary>
    public required DateTimeOffset? EventTime { get; init; }

    public required long OpenSessions { get; init; }

    public required long Users { get; init; }

    public required long SessionsTrained { get; init; }

    public required double TokensPerSecond { get; init; }

    public required long Items { get; init; }

    /// <summary>Items that got a vector since the figures before.</summary>
    public required long NewItems { get; init; }

    /// <summary>Mean −log σ(u·v) of pairs; NaN while nothing was trained.</summary>
    public required double PositiveLoss { get; init; }

    /// <summary>Mean −log σ(−u·v) of noise; NaN while nothing was trained.</summary>
    public required double NegativeLoss { get; init; }

    public required long Snapshot { get; init; }

    public required TimeSpan? SnapshotAge { get; init; }

    public required long RowsPublished { get; init; }

    public required long UsersPublished { get; init; }

    public required long ReaderSnapshot { get; init; }

    public required int ReaderItems { get; init; }

    public required int ReaderUsers { get; init; }

    public required long ReaderLag { get; init; }
}
