namespace StreamEmbed.Host.Api;

/// <summary>How far one partition is read.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Position">Offset of the next unread record.</param>
/// <param name="Lag">Records that are in the partition and not read yet.</param>
/// <param name="LagSeconds">Age of the newest record read; 0 when nothing is unread.</param>
internal sealed record PartitionStatus(string Topic, int Partition, long Position, long Lag, double LagSeconds);
