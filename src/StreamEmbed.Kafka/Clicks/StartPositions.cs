using Confluent.Kafka;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Ports;

namespace StreamEmbed.Kafka.Clicks;

/// <summary>Where reading goes on, after a look at what the log still has.</summary>
/// <param name="Next">The next offset of each partition that was read before.</param>
/// <param name="Lost">Events that were gone before they were read, as somebody accepted.</param>
internal sealed record StartPositions(IReadOnlyList<SourcePosition> Next, long Lost)
{
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Asks the brokers for the ends of the partitions that were read before. Waits for brokers that are away.</summary>
    /// <param name="clients">Which Kafka.</param>
    /// <param name="start">Where reading is to go on.</param>
    /// <exception cref="LogGapException">Unread events are gone and that is not accepted, or the log is another one.</exception>
    public static async Task<StartPositions> CheckAsync(
        KafkaClients clients, IReadOnlyCollection<SourcePosition> start, CancellationToken cancellationToken)
    {
        if (start.Count == 0)
        {
            return new StartPositions([], 0);
        }

        var topic = clients.Options.ClicksTopic;
        var ranges = await clients.Resilience.ExecuteAsync(
            "looking for the ends of the clicks topic",
            // The calls block: off the caller's thread, so that they can be cancelled.
            attempt => Task.Run(() => Query(clients, topic, start, attempt), CancellationToken.None).WaitAsync(attempt),
            cancellationToken,
            Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        return Compare(topic, start, ranges, clients.Options.AcceptGap);
    }

    /// <summary>Compares where reading is to go on with what the log has.</summary>
    /// <param name="ranges">The oldest offset of each partition, and the one that its next record will get.</param>
    /// <param name="acceptsGap">Whether events that are gone are passed over.</param>
    /// <exception cref="LogGapException">As above.</exception>
    public static StartPositions Compare(
        string topic, IReadOnlyCollection<SourcePosition> start, IReadOnlyDictionary<int, (long Low, long High)> ranges, bool acceptsGap)
    {
        var cut = start.Where(position => ranges[position.Partition].High < position.Offset).ToList();
        if (cut.Count > 0)
        {
            throw LogGaps.MadeAnew(topic, [.. cut.Select(position => (position, ranges[position.Partition].High))]);
        }

        var gaps = start.Select(position => (Position: position, ranges[position.Partition].Low)).Where(gap => gap.Low > gap.Position.Offset).ToList();
        return gaps.Count == 0 || acceptsGap
            ? new StartPositions(
                [.. start.Select(position => position with { Offset = Math.Max(position.Offset, ranges[position.Partition].Low) })],
                gaps.Sum(gap => gap.Low - gap.Position.Offset))
            : throw LogGaps.BeforeStart(topic, gaps);
    }

    private static Dictionary<int, (long Low, long High)> Query(
        KafkaClients clients, string topic, IReadOnlyCollection<SourcePosition> start, CancellationToken cancellationToken)
    {
        using var consumer = clients.Consumer("positions");
        Dictionary<int, (long Low, long High)> ranges = [];
        foreach (var position in start)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var range = consumer.QueryWatermarkOffsets(new TopicPartition(topic, position.Partition), QueryTimeout);
            ranges.Add(position.Partition, (range.Low.Value, range.High.Value));
        }

        return ranges;
    }
}
