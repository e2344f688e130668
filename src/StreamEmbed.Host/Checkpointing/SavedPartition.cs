namespace StreamEmbed.Host.Checkpointing;

/// <summary>Where a service would read on in a partition.</summary>
/// <param name="Partition">The partition of the clicks topic.</param>
/// <param name="Offset">The next offset.</param>
/// <param name="EventTime">Event time that the partition had reached; null when it had no event.</param>
internal sealed record SavedPartition(int Partition, long Offset, DateTimeOffset? EventTime);
