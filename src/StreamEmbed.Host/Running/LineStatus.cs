using StreamEmbed.Host.Api;
using StreamEmbed.Pipeline.Counters;
using StreamEmbed.Serving;

namespace StreamEmbed.Host.Running;

/// <summary>The status of a running line.</summary>
internal static class LineStatus
{
    /// <param name="topic">The clicks topic.</param>
    public static ServiceStatus Of(string topic, PipelineCounters counters, TimeProvider clock)
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var partitions = counters.Source.Partitions
            .Select(partition => new PartitionStatus(topic, partition.Partition, partition.Next, partition.Lag, partition.LagSeconds(nowMs)))
            .ToList();
        var eventTimeMs = counters.Sessions.EventTimeMs;
        var publishing = counters.Publishing;
        return new ServiceStatus(
            partitions.Sum(partition => partition.Lag),
            partitions,
            eventTimeMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(eventTimeMs),
            VersionStatus.Of(publishing.Snapshot, TimeSpan.FromMilliseconds(nowMs - publishing.SnapshotClockMs)),
            Checkpoint: null,
            counters.Training.Figures.Items,
            counters.Sessions.Users,
            counters.Sessions.Open,
            SnapshotDigest.Format(publishing.Digest));
    }
}
