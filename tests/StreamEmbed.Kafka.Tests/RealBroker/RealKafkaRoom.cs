using StreamEmbed.Kafka.Connection;
using StreamEmbed.TestKit.Kafka;
using StreamEmbed.TestKit.Logging;

namespace StreamEmbed.Kafka.Tests.RealBroker;

/// <summary>Clients of a real Kafka with topic names that no other test has.</summary>
internal sealed class RealKafkaRoom
{
    public RealKafkaRoom(RealKafka kafka, Func<KafkaOptions, KafkaOptions>? change = null)
    {
        Assert.SkipUnless(RealKafka.IsAvailable, RealKafka.WhySkipped);
        var name = "t" + Guid.NewGuid().ToString("n")[..10];
        var options = new KafkaOptions
        {
            BootstrapServers = kafka.BootstrapServers,
            ClicksTopic = name + ".clicks",
            ServingTopic = name + ".serving",
            DeadLetterTopic = name + ".dead",
            LateTopic = name + ".late",
            GroupId = name,
            Partitions = 2,
        };
        Clients = new KafkaClients(change?.Invoke(options) ?? options, Loggers.Factory);
    }

    public RecordingLoggers Loggers { get; } = new();

    public KafkaClients Clients { get; }

    public KafkaOptions Options => Clients.Options;
}
