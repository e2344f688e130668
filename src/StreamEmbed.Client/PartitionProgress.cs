namespace StreamEmbed.Client;

/// <summary>How far one partition of the serving topic is read.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Position">Offset of the next record.</param>
/// <param name="Lag">Records that are in the topic, as far as known, and were not read.</param>
/// <param name="LastWritten">When the newest record read was written, by the publisher's clock; null before the first.</param>
public sealed record PartitionProgress(int Partition, long Position, long Lag, DateTimeOffset? LastWritten);
