using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Integration.Tests.Programs;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.TestKit.Time;

namespace StreamEmbed.Integration.Tests.Crashes;

/// <summary>The embedded broker in a process of its own, which the death of a service does not touch. It forgets all when it ends, so it never does.</summary>
internal sealed class EmbeddedBrokerProcess : ICrashBroker
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly StreamEmbedProgram _process;

    private EmbeddedBrokerProcess(StreamEmbedProgram process, string servers) => (_process, Servers) = (process, servers);

    public string Servers { get; }

    /// <summary>It cannot tell topic settings, and a fetch that waits sleeps out its time.</summary>
    public IReadOnlyList<string> Options => ["Kafka:CheckTopics=false", "Kafka:Client:fetch.wait.max.ms=10"];

    /// <param name="topics">Topics to make, each <c>name:partitions</c>.</param>
    public static async Task<EmbeddedBrokerProcess> StartAsync(IEnumerable<string> topics, CancellationToken cancellationToken)
    {
        var process = StreamEmbedProgram.StartCrashTest(new Dictionary<string, string>(), ["broker", .. topics]);
        await Eventually.HoldsAsync(() => process.Output.Contains('\n', StringComparison.Ordinal), "the address of the embedded broker", cancellationToken);
        return new EmbeddedBrokerProcess(process, process.Output.Trim());
    }

    public void End(BrokerTrouble how) => throw new NotSupportedException("The embedded broker forgets everything when it ends.");

    public void StartAgain() => throw new NotSupportedException("The embedded broker forgets everything when it ends.");

    public void RequireAllKept(IReadOnlyList<string> topics)
    {
        var clients = new KafkaClients(new KafkaOptions { BootstrapServers = Servers }, NullLoggerFactory.Instance);
        using var consumer = clients.Consumer("crash-test");
        using var admin = clients.Admin("crash-test");
        foreach (var topic in topics)
        {
            foreach (var partition in admin.GetMetadata(topic, Patience).Topics[0].Partitions)
            {
                var offsets = consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition.PartitionId), Patience);
                Assert.True(offsets.Low == 0, $"The embedded broker has forgotten the first {offsets.Low} records of {topic}[{partition.PartitionId}]: more partitions are needed.");
            }
        }
    }

    public void Dispose() => _process.Dispose();
}
