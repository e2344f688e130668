namespace StreamEmbed.Host.Api;

/// <summary>How a service is doing, for machines. Field names are a contract: they may be added to, not renamed.</summary>
/// <param name="Lag">Records that are in the topic it reads and not read yet, all partitions together.</param>
/// <param name="Partitions">The same by partition.</param>
/// <param name="EventTime">Event time that the stream has reached; null before the first event.</param>
/// <param name="Snapshot">The last snapshot published, or, of a reader, served.</param>
/// <param name="Checkpoint">The last checkpoint written; null where none are written.</param>
/// <param name="Items">Items with a vector.</param>
/// <param name="Users">Users remembered, or, of a reader, with a vector.</param>
/// <param name="SessionsOpen">Sessions open now; null of a reader, which has none.</param>
/// <param name="Digest">Digest of all item rows at the last snapshot, 16 hexadecimal digits, whatever the rows' order.</param>
internal sealed record ServiceStatus(
    long Lag,
    IReadOnlyList<PartitionStatus> Partitions,
    DateTimeOffset? EventTime,
    VersionStatus Snapshot,
    VersionStatus? Checkpoint,
    long Items,
    long Users,
    long? SessionsOpen,
    string Digest);
