namespace StreamEmbed.Sessions;

/// <summary>What a tracker knows of one partition, as a value: copied out of it, shared with nothing, safe to hand on.</summary>
/// <remarks>
/// Columns instead of an object a session: a million open sessions are copied in the time of a few large arrays, and can be
/// written as they are. Session <c>i</c> has <c>EventCounts[i]</c> events; those of all sessions follow each other in the event columns.
/// The order of the sessions means nothing.
/// </remarks>
public sealed record PartitionSessionsState
{
    public required int Partition { get; init; }

    /// <summary>The partition's own watermark, Unix milliseconds; <see cref="long.MinValue"/> when it had no event.</summary>
    public required long WatermarkMs { get; init; }

    /// <summary>User of each open session.</summary>
    public required string[] Users { get; init; }

    /// <summary>Number of events of each open session, at least 1.</summary>
    public required int[] EventCounts { get; init; }

    /// <summary>Greatest minute of event time of each open session, minutes since 1970.</summary>
    public required int[] Minutes { get; init; }

    /// <summary>Events taken since that minute began, for each open session.</summary>
    public required int[] TakenInMinute { get; init; }

    /// <summary>Item of each event.</summary>
    public required string[] Items { get; init; }

    /// <summary>Event time of each event, Unix milliseconds.</summary>
    public required long[] TimesMs { get; init; }

    /// <summary>Offset of each event.</summary>
    public required long[] Offsets { get; init; }

    /// <summary>Weight of each event.</summary>
    public required float[] Weights { get; init; }

    /// <summary>For each event, whether its click has not been released by the partition's watermark.</summary>
    public required bool[] IsClickPending { get; init; }

    /// <summary>Users whose earlier items are remembered, the one whose last session closed longest ago first.</summary>
    public required string[] EarlierUsers { get; init; }

    /// <summary>When the last session of each of them closed, Unix milliseconds of event time.</summary>
    public required long[] EarlierCloseMs { get; init; }

    /// <summary>Number of earlier items of each of them, 1 to <see cref="ClickList.MostEarlier"/>.</summary>
    public required int[] EarlierCounts { get; init; }

    /// <summary>Their items, oldest first.</summary>
    public required string[] EarlierItems { get; init; }

    /// <summary>Released clicks of this partition that wait for slower partitions, in their order.</summary>
    public required ClickList WaitingClicks { get; init; }

    /// <summary>Closed sessions of this partition that wait for slower partitions.</summary>
    public required Session[] Waiting { get; init; }
}
