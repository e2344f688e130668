namespace StreamEmbed.Serving;

/// <summary>A marker as it stands in one partition of the serving topic.</summary>
/// <remarks>
/// Totals are cumulative: they count all rows that the partition holds at the marker, whichever snapshot brought them.
/// So a reader that starts today on a compacted topic can tell whether it has everything.
/// </remarks>
public sealed record SnapshotMarker
{
    public required MarkerPhase Phase { get; init; }

    /// <summary>The snapshot that begins or ends; with <see cref="MarkerPhase.Users"/> the last one begun, 0 before the first.</summary>
    public required long Number { get; init; }

    /// <summary>The snapshot that the rows are a delta to; 0 when they are the whole.</summary>
    public long Base { get; init; }

    /// <summary>The partition that the marker was written to.</summary>
    public required int Partition { get; init; }

    /// <summary>Number of partitions that have this marker, that is, all partitions of the topic.</summary>
    public required int Partitions { get; init; }

    /// <summary>Length of the vectors; 0 when no row was ever published.</summary>
    public required int Dimension { get; init; }

    /// <summary>Which model the vectors come from; vectors of different models do not compare.</summary>
    public string ModelId { get; init; } = "";

    /// <summary>Event time up to which the model has learned, Unix milliseconds.</summary>
    public long EventTimeMs { get; init; }

    /// <summary>Rows between begin and end in this partition.</summary>
    public long Changed { get; init; }

    /// <summary>Tombstones between begin and end in this partition.</summary>
    public long Removed { get; init; }

    /// <summary>Item rows that the partition holds; not set at <see cref="MarkerPhase.Begin"/> and <see cref="MarkerPhase.Users"/>.</summary>
    public RowTotals Items { get; init; }

    /// <summary>User rows that the partition holds; not set at <see cref="MarkerPhase.Begin"/>.</summary>
    public RowTotals Users { get; init; }
}
