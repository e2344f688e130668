using System.ComponentModel.DataAnnotations;

namespace StreamEmbed.Sessions;

/// <summary>When a user's events belong to one session, and when the session ends.</summary>
public sealed record SessionOptions
{
    /// <summary>Longest pause inside a session; a step of exactly the gap still belongs to it. 30 minutes is the web's custom.</summary>
    public TimeSpan Gap { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long after its gap a session still takes late events before it closes. A minute covers a phone that was in a lift.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How far event times inside a partition may run backwards: the watermark stays this far behind the greatest time seen.
    /// 10 seconds cover several producers writing to one partition; more delays every click's effect by as much.
    /// </summary>
    public TimeSpan OutOfOrder { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A partition that is read to its end for this long no longer holds time back; 0 switches this off. 30 seconds are longer
    /// than any usual pause of a producer and far shorter than the gap.
    /// </summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A partition whose event time is this far ahead of the slowest one is not read until the others follow: sessions of ten
    /// minutes wait in memory at most, not those of the whole log.
    /// </summary>
    public TimeSpan MaxAhead { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Sessions with fewer items, those before them that are their context included, teach nothing and are not trained on; they are counted as closed all the same.</summary>
    [Range(1, 1_000)]
    public int MinLength { get; init; } = 2;

    /// <summary>
    /// Most items of one session; a longer one leaves as several, all at its close. Nobody clicks this often without a pause,
    /// and a window of training never spans so many items, so that the cut costs nothing.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxLength { get; init; } = 10_000;

    /// <summary>
    /// Longest time from a session's first event to its last. The part up to first event + this leaves as a session of its own
    /// as soon as that time + gap + grace has passed; the first event after it starts the next part. People sleep within a
    /// day: what never pauses is a kiosk or a robot, and it must not hold its events for ever.
    /// </summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Keep one of several events in a row on the same item (with the greatest of their weights). A page loaded again says
    /// nothing about which items go together.
    /// </summary>
    public bool CollapseRepeats { get; init; } = true;

    /// <summary>
    /// Most events of one user that are taken while the user's event time stays in one minute; more are cut. A large order
    /// that is booked at one instant has a thousand lines, so the bound lies above that; what exceeds it is a robot.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaxPerMinute { get; init; } = 2_000;

    /// <summary>
    /// Most sessions open at once; above it the one that would close first is closed at once. Every partition has an equal
    /// share, so that what it does depends on its own records alone. At about 200 bytes a session the default is 1 GB.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public int MaxOpen { get; init; } = 5_000_000;

    /// <summary>
    /// Most users whose last five items are remembered as context of their next session; above it the one whose session closed
    /// longest ago is forgotten. Every partition has an equal share. At about 90 bytes a user the default is 0.9 GB.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public int EarlierUsers { get; init; } = 10_000_000;

    /// <summary>
    /// How long (event time) after a session's close its items are context of the user's next one. What somebody looked at three
    /// months ago says little about today.
    /// </summary>
    public TimeSpan EarlierFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Whether a session is long enough to be trained on, together with the items before it that count as its context.</summary>
    /// <param name="session">The session.</param>
    /// <param name="mostEarlier">Most items of the user before the session that training takes: <see cref="StreamEmbed.Training.ItemEmbeddings.Earlier"/>.</param>
    public bool Trains(Session session, int mostEarlier)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Items.Length + Math.Min(mostEarlier, session.Earlier.Length) >= MinLength;
    }

    /// <summary>Checks what ranges of single options cannot express; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        (string Name, TimeSpan Value)[] durations =
            [
                ("Gap", Gap), ("Grace", Grace), ("OutOfOrder", OutOfOrder), ("IdleAfter", IdleAfter), ("MaxAhead", MaxAhead),
                ("EarlierFor", EarlierFor),
            ];
        foreach (var (name, value) in durations)
        {
            if (value < TimeSpan.Zero)
            {
                yield return $"Sessions:{name} must not be negative, but is {value}.";
            }
        }

        if (MaxDuration <= TimeSpan.Zero)
        {
            yield return $"Sessions:MaxDuration must be more than 0, but is {MaxDuration}.";
        }

        if (MaxLength < MinLength)
        {
            yield return $"Sessions:MaxLength must be at least MinLength ({MinLength}), but is {MaxLength}.";
        }
    }
}
