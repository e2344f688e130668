using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Embedded;
using StreamEmbed.Kafka.Serving;
using StreamEmbed.Serving;
using StreamEmbed.TestKit.Logging;

namespace StreamEmbed.Client.Tests.Following;

/// <summary>An embedded broker with a serving topic, a sink that publishes to it, and readers that follow it.</summary>
internal sealed class ServingLine : IDisposable
{
    public const string Topic = "embeddings";

    private readonly KafkaClients _clients;
    private readonly int _partitions;
    private readonly List<EmbeddingReader> _readers = [];

    public ServingLine(int partitions = 3, RetentionGate? gate = null)
    {
        Broker.CreateTopic(Topic, _partitions = partitions);
        // Failed records are given up soon, so that faults reach the sink.
        var options = new KafkaOptions { Client = new Dictionary<string, string> { ["message.timeout.ms"] = "1500" } };
        _clients = new KafkaClients(options, Loggers.Factory, embedded: Broker);
        Gate = gate;
        Sink = NewSink();
    }

    public RecordingLoggers Loggers { get; } = new(LogLevel.Debug);

    public EmbeddedBroker Broker { get; } = new();

    public RetentionGate? Gate { get; }

    public KafkaServingSink Sink { get; private set; }

    /// <summary>Another process would see the topic like this: it knows nothing but what the topic holds.</summary>
    public KafkaServingSink RestartSink()
    {
        Sink.Dispose();
        return Sink = NewSink();
    }

    public EmbeddingReader StartReader(Action<int, long>? processed = null, string topic = Topic)
    {
        var reader = EmbeddingReader.Start(
            new EmbeddingReaderOptions
            {
                BootstrapServers = Broker.BootstrapServers,
                Topic = topic,
                // The embedded broker does not wake fetches.
                ClientSettings = new Dictionary<string, string> { ["fetch.wait.max.ms"] = "20" },
                Processed = processed,
            },
            Loggers.Factory);
        _readers.Add(reader);
        return reader;
    }

    /// <summary>Writes a row past the sink.</summary>
    public async Task ProduceForeignItemAsync(string id, CancellationToken cancellationToken)
    {
        using var producer = _clients.Producer("intruder");
        var message = new Message<byte[]?, byte[]?> { Key = ServingKeys.Of(new ItemId(id)), Value = ServingCodec.Encode(Views.Item(id, 9f), 1) };
        await producer.ProduceAsync(new TopicPartition(Topic, ServingKeys.PartitionOf(new ItemId(id), _partitions)), message, cancellationToken);
    }

    public static SnapshotDelta Delta(long number, long @base, IEnumerable<ItemRow> changed, params string[] removed) =>
        new(number, @base, EventTimeMs: number, [.. changed], [.. removed.Select(id => new ItemId(id))]);

    public void Dispose()
    {
        _readers.ForEach(reader => reader.Dispose());
        Sink.Dispose();
        Broker.Dispose();
    }

    private KafkaServingSink NewSink() => new(_clients, "model-1", Loggers.CreateLogger<KafkaServingSink>(), Gate);
}
