namespace StreamEmbed.Client;

/// <summary>How a reader is doing, at one moment.</summary>
public sealed record ReaderStatus
{
    /// <summary>The snapshot served; 0 before the first.</summary>
    public required long Snapshot { get; init; }

    /// <summary>Time since that snapshot was published, by this machine's clock against the publisher's; null before the first.</summary>
    public required TimeSpan? Age { get; init; }

    /// <summary>Records in the topic that were not read yet, as far as known.</summary>
    public required long Lag { get; init; }

    /// <summary>How far each partition is read.</summary>
    public required IReadOnlyList<PartitionProgress> Partitions { get; init; }

    /// <summary>Whether the last digests read agreed with what is held. False at <see cref="Lag"/> 0: rows are missing, and it rebuilds.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>How often the copy was made anew from the beginning of the topic, because it had a gap.</summary>
    public required int Rebuilds { get; init; }

    /// <summary>Records passed over because they could not be read.</summary>
    public required long Unreadable { get; init; }

    /// <summary>What is wrong now, for people; null when nothing is.</summary>
    public required string? Problem { get; init; }
}
