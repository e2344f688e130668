using System.Globalization;
using System.IO.Compression;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Events;
using StreamEmbed.Integration.Tests.Programs;
using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Topics;

namespace StreamEmbed.Integration.Tests.Crashes;

/// <summary>Recorded clicks on their way to the topic, as many at a time as the test asks for; generated ones where there are no recorded ones.</summary>
internal sealed class CrashClicks : IDisposable
{
    private const int Piece = 40;

    private readonly IReadOnlyList<ItemEvent> _clicks;
    private readonly KafkaEventProducer _producer;

    private CrashClicks(IReadOnlyList<ItemEvent> clicks, KafkaEventProducer producer) => (_clicks, _producer) = (clicks, producer);

    public int Count => _clicks.Count;

    public int Sent { get; private set; }

    /// <param name="most">Clicks to take, from the first.</param>
    public static async Task<CrashClicks> OpenAsync(string servers, int most, CancellationToken cancellationToken)
    {
        var options = new KafkaOptions { BootstrapServers = servers, CheckTopics = false };
        var clients = new KafkaClients(options, NullLoggerFactory.Instance);
        await new TopicSetup(clients, NullLogger<TopicSetup>.Instance).EnsureAsync([TopicPlan.Clicks(options)], cancellationToken);
        var producer = await KafkaEventProducer.OpenAsync(clients, new EventOptions(), gate: null, cancellationToken);
        return new CrashClicks([.. Read().Take(most)], producer);
    }

    /// <summary>Sends clicks piece by piece until there are so many, or the signal comes; returns when what was sent is confirmed.</summary>
    public async Task SendAsync(int upTo, CancellationToken enough, CancellationToken cancellationToken)
    {
        while (Sent < Math.Min(upTo, Count) && !enough.IsCancellationRequested)
        {
            for (var end = Math.Min(Math.Min(upTo, Count), Sent + Piece); Sent < end; Sent++)
            {
                await _producer.SendAsync(_clicks[Sent], null, cancellationToken);
            }

            await Task.Delay(5, cancellationToken);
        }

        await _producer.FlushAsync(cancellationToken);
    }

    public void Dispose() => _producer.Dispose();

    private static IEnumerable<ItemEvent> Read()
    {
        var recorded = Environment.GetEnvironmentVariable("STREAMEMBED_TEST_DATA") is { Length: > 0 } data ? Path.Combine(data, "deskdrop.csv.gz") : null;
        if (File.Exists(recorded))
        {
            return [.. Read(recorded)];
        }

        using var generated = RecordedClicks.Write(sessions: 16_000);
        return [.. Read(generated.Path)];
    }

    private static IEnumerable<ItemEvent> Read(string path)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        text.ReadLine();
        while (text.ReadLine() is { } line)
        {
            var parts = line.Split(',');
            yield return new ItemEvent(new UserId(parts[0]), new ItemId(parts[1]), long.Parse(parts[2], CultureInfo.InvariantCulture), 1, default);
        }
    }
}
