using StreamEmbed.Kafka.Clicks;

namespace StreamEmbed.Host.Demo.Feeds;

/// <summary>Where the demo's clicks come from: a file, or a generator.</summary>
internal interface IDemoFeed
{
    /// <summary>How far it is, 0 to 1; null when it has no end.</summary>
    double? Progress { get; }

    /// <summary>Sends all events.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop before the end.</exception>
    Task SendAsync(KafkaEventProducer producer, Showcase showcase, CancellationToken stopping);
}
