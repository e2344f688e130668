namespace StreamEmbed.Host.Demo.Traffic;

/// <summary>The shape of the demo's traffic. Times are short, so that a visitor of the demo sees sessions close and items learn.</summary>
internal sealed record TrafficOptions
{
    /// <summary>Start of all random numbers: same seed, same start, same events.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Events a second on average. Arrivals are random, as on a real site.</summary>
    public double EventsPerSecond { get; init; } = 500;

    /// <summary>Items of each topic at the start.</summary>
    public int ItemsPerTopic { get; init; } = 25;

    /// <summary>Most items of a topic; at this number the least popular one is sold out when another is launched.</summary>
    public int MaxItemsPerTopic { get; init; } = 300;

    /// <summary>Items launched a minute, in all topics together; 0 for none.</summary>
    public double LaunchesPerMinute { get; init; } = 60;

    /// <summary>Users known at a time; a newcomer beyond them takes the place of one who does not come back.</summary>
    public int Users { get; init; } = 20_000;

    /// <summary>Share of visits that are a user's first.</summary>
    public double NewUserShare { get; init; } = 0.03;

    /// <summary>Events of a visit on average; at least 2.</summary>
    public double EventsPerVisit { get; init; } = 7;

    /// <summary>Time between two events of a visit on average; never above four times this.</summary>
    public TimeSpan Dwell { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a user stays away at least. A session gap between four times <see cref="Dwell"/> and this finds the visits exactly.</summary>
    public TimeSpan Away { get; init; } = TimeSpan.FromSeconds(30);
}
