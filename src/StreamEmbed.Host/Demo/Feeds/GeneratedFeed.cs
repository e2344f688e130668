using StreamEmbed.Host.Demo.Traffic;
using StreamEmbed.Kafka.Clicks;

namespace StreamEmbed.Host.Demo.Feeds;

/// <summary>Generated traffic in real time.</summary>
/// <param name="options">The shape of the traffic.</param>
/// <param name="clock">Drives it.</param>
/// <param name="length">When it ends; null: never.</param>
internal sealed class GeneratedFeed(TrafficOptions options, TimeProvider clock, TimeSpan? length) : IDemoFeed
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly DateTimeOffset _start = clock.GetUtcNow();

    public double? Progress => length is { } all ? Math.Min(1, (clock.GetUtcNow() - _start) / all) : null;

    public async Task SendAsync(KafkaEventProducer producer, Showcase showcase, CancellationToken stopping)
    {
        var generator = new TrafficGenerator(options, _start.ToUnixTimeMilliseconds());
        List<TrafficEvent> events = [];
        using var timer = new PeriodicTimer(Step, clock);
        while (Progress is not 1 && await timer.WaitForNextTickAsync(stopping))
        {
            events.Clear();
            generator.Produce(clock.GetUtcNow().ToUnixTimeMilliseconds(), events, int.MaxValue);
            foreach (var (e, type) in events)
            {
                await producer.SendAsync(e, type, stopping);
                showcase.Saw(e.Item);
            }
        }
    }
}
