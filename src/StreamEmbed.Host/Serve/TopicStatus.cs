using StreamEmbed.Client;
using StreamEmbed.Host.Api;
using StreamEmbed.Serving;

namespace StreamEmbed.Host.Serve;

/// <summary>The status of a program that only reads the serving topic.</summary>
internal static class TopicStatus
{
    public static ServiceStatus Of(string topic, EmbeddingView view, ReaderStatus reader, TimeProvider clock) => new(
        reader.Lag,
        [.. reader.Partitions.Select(partition => new PartitionStatus(
            topic, partition.Partition, partition.Position, partition.Lag, LagSeconds(partition, clock)))],
        view.Snapshot.Number == 0 ? null : view.Snapshot.EventTime,
        VersionStatus.Of(view.Snapshot.Number, clock.GetUtcNow() - view.Snapshot.PublishedAt),
        Checkpoint: null,
        view.ItemCount,
        view.UserCount,
        SessionsOpen: null,
        SnapshotDigest.Format(view.ItemDigest));

    private static double LagSeconds(PartitionProgress partition, TimeProvider clock) => partition is { Lag: > 0, LastWritten: { } written }
        ? Math.Round(Math.Max(0, (clock.GetUtcNow() - written).TotalSeconds), 3)
        : 0;
}
