using Confluent.Kafka;
using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Embedded;
using StreamEmbed.TestKit.Logging;

namespace StreamEmbed.Kafka.Tests.Embedded;

public sealed class EmbeddedBrokerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly RecordingLoggers _loggers = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARecord_ComesBackAsItWasSent_WhenItHasKeyValueAndHeaders()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("t", 2);
        var clients = Clients(broker);
        using var producer = clients.Producer("test");
        using var consumer = clients.Consumer("test");

        var sent = new Message<byte[]?, byte[]?> { Key = [1, 2], Value = [3], Headers = new Headers { { "h", [9] } } };
        await producer.ProduceAsync(new TopicPartition("t", 1), sent, Stop);
        consumer.Assign(new TopicPartitionOffset("t", 1, Offset.Beginning));
        var received = consumer.Consume(Patience);

        Assert.Equal([1, 2], received.Message.Key);
        Assert.Equal([3], received.Message.Value);
        Assert.Equal([9], received.Message.Headers.GetLastBytes("h"));
    }

    [Fact]
    public async Task CreateTopic_LeavesATopicAlone_WhenItIsThereAlready()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("t", 7);

        broker.CreateTopic("t", 3);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6], await ClicksPartitions.DiscoverAsync(Clients(broker), "t", Stop));
    }

    [Fact]
    public async Task DiscoverAsync_Throws_WhenThereIsNoSuchTopic()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("t", 1);

        var thrown = await Assert.ThrowsAsync<KafkaSetupException>(() => ClicksPartitions.DiscoverAsync(Clients(broker), "other", Stop));

        Assert.Equal($"Kafka at {broker.BootstrapServers} has no topic 'other'.", thrown.Message);
    }

    [Fact]
    public void TheLibrary_IsLoadedOnce_WhenBrokerAndClientsUseIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Loaded files are listed by Linux.");
        using var broker = new EmbeddedBroker();
        using var producer = Clients(broker).Producer("test");

        var copies = File.ReadLines("/proc/self/maps")
            .Where(line => line.Contains("librdkafka", StringComparison.Ordinal))
            .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..])
            .Distinct();

        Assert.Single(copies);
    }

    [Fact]
    public void Dispose_MayBeCalledAgain_AndEndsTheBroker()
    {
        var broker = new EmbeddedBroker();

        broker.Dispose();
        broker.Dispose();

        Assert.Throws<ObjectDisposedException>(() => broker.CreateTopic("t", 1));
    }

    [Fact]
    public void Brokers_StandBesideEachOther_WhenSeveralAreStarted()
    {
        using var first = new EmbeddedBroker();
        using var second = new EmbeddedBroker(3);

        Assert.NotEqual(first.BootstrapServers, second.BootstrapServers);
        Assert.Equal(3, second.BootstrapServers.Split(',').Length);
    }

    private KafkaClients Clients(EmbeddedBroker broker) => new(new KafkaOptions(), _loggers.Factory, embedded: broker);
}
