using StreamEmbed.Host.Http;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Pipeline.Counters;
using StreamEmbed.Serving;

namespace StreamEmbed.Host.Running;

/// <summary>Keeps the health answers in step with the line.</summary>
internal sealed class LineHealth(HealthState health, PublishingOptions publishing, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    // A snapshot may wait for the one before it, so only several missed ones in a row are a sign of trouble.
    private const int MissedSnapshots = 4;

    private ITimer? _timer;

    /// <summary>Looks at the line each second from now on.</summary>
    public void Watch(PipelineCounters counters, BrokerWatch broker)
    {
        Look(counters, broker);
        _timer = clock.CreateTimer(_ => Look(counters, broker), null, Every, Every);
    }

    public void Dispose() => _timer?.Dispose();

    private void Look(PipelineCounters counters, BrokerWatch broker)
    {
        Say("broker", !broker.IsLost, () => $"Kafka does not answer since {broker.LostFor.TotalSeconds:0} s: {broker.Troubles}");
        Say("caught_up", counters.Source.CaughtUp, () => $"{counters.Source.Partitions.Sum(partition => partition.Lag)} events were not read yet");
        var age = SnapshotAge(counters.Publishing);
        Say("published", counters.Publishing.Snapshot > 0, () => "no snapshot was published yet");
        Say("fresh", age < MissedSnapshots * publishing.Every, () => $"the last snapshot is {age.TotalSeconds:0} s old");
    }

    private TimeSpan SnapshotAge(PublishingCounters counters) => counters.Snapshot == 0
        ? TimeSpan.Zero
        : clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(counters.SnapshotClockMs);

    private void Say(string condition, bool isMet, Func<string> reason)
    {
        if (isMet)
        {
            health.Met(condition);
        }
        else
        {
            health.NotMet(condition, reason());
        }
    }
}
