using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Topics;

namespace StreamEmbed.Benchmarks.Line;

/// <summary>
/// A clicks topic on a real broker, filled once: each click is of a random user, whose clicks are two minutes apart on average,
/// so that with a gap of five minutes nearly all users have a session open. Times run backwards by up to five seconds.
/// </summary>
internal sealed class LineTopic(KafkaClients clients, int records, int users)
{
    private const long StartMs = 1_700_000_000_000;
    private const int Items = 100_000;
    private const double ClickEveryMs = 120_000;
    private const int DisorderMs = 5_000;

    /// <summary>Makes the topic, and its clicks when it is empty.</summary>
    /// <returns>The end of each partition.</returns>
    public async Task<IReadOnlyList<SourcePosition>> FillAsync(CancellationToken stop)
    {
        await new TopicSetup(clients, NullLogger<TopicSetup>.Instance).EnsureAsync([TopicPlan.Clicks(clients.Options)], stop);
        var ends = await EndsAsync(stop);
        if (ends.Sum(end => end.Offset) == 0)
        {
            await WriteAsync(stop);
            ends = await EndsAsync(stop);
        }

        var held = ends.Sum(end => end.Offset);
        return held == records
            ? ends
            : throw new InvalidOperationException($"Topic '{clients.Options.ClicksTopic}' holds {held} records, not {records}: name another with --topic.");
    }

    private async Task WriteAsync(CancellationToken stop)
    {
        var random = new Random(7);
        using var producer = await KafkaEventProducer.OpenAsync(clients, new EventOptions(), null, stop);
        for (var i = 0; i < records; i++)
        {
            var user = string.Create(CultureInfo.InvariantCulture, $"user{random.Next(users):D8}");
            // The product of two uniform numbers: some items are clicked far more often than others.
            var item = string.Create(CultureInfo.InvariantCulture, $"item{(int)(Items * random.NextDouble() * random.NextDouble())}");
            var timeMs = StartMs + (long)(i * ClickEveryMs / users) - random.Next(DisorderMs);
            await producer.SendAsync(new ItemEvent(new UserId(user), new ItemId(item), timeMs, 1, default), "click", stop);
        }

        await producer.FlushAsync(stop);
    }

    private async Task<IReadOnlyList<SourcePosition>> EndsAsync(CancellationToken stop)
    {
        var partitions = await ClicksPartitions.DiscoverAsync(clients, clients.Options.ClicksTopic, stop);
        using var consumer = clients.Consumer("ends");
        return
        [
            .. partitions.Select(partition => new SourcePosition(
                partition,
                consumer.QueryWatermarkOffsets(new(clients.Options.ClicksTopic, partition), TimeSpan.FromSeconds(10)).High.Value)),
        ];
    }
}
