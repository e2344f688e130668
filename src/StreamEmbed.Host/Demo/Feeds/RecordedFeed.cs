using StreamEmbed.Host.Files;
using StreamEmbed.Kafka.Clicks;

namespace StreamEmbed.Host.Demo.Feeds;

/// <summary>Replays a file of recorded events as fast as the line takes them.</summary>
internal sealed class RecordedFeed(EventFile file) : IDemoFeed
{
    public double? Progress => file.Bytes == 0 ? 1 : (double)file.BytesRead / file.Bytes;

    public async Task SendAsync(KafkaEventProducer producer, Showcase showcase, CancellationToken stopping)
    {
        foreach (var (e, type) in file.Read())
        {
            stopping.ThrowIfCancellationRequested();
            await producer.SendAsync(e, type, stopping);
            showcase.Saw(e.Item);
        }
    }
}
