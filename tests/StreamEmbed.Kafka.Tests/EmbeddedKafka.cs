using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Embedded;
using StreamEmbed.TestKit.Logging;

namespace StreamEmbed.Kafka.Tests;

/// <summary>An embedded broker with clients and recorded log lines, for one test.</summary>
internal sealed class EmbeddedKafka : IDisposable
{
    public EmbeddedKafka(int partitions = 2, KafkaOptions? options = null)
    {
        Clients = new KafkaClients(options ?? new KafkaOptions(), Loggers.Factory, embedded: Broker);
        foreach (var topic in new[] { Options.ClicksTopic, Options.DeadLetterTopic, Options.LateTopic, Options.ServingTopic })
        {
            Broker.CreateTopic(topic, partitions);
        }
    }

    public EmbeddedBroker Broker { get; } = new();

    public RecordingLoggers Loggers { get; } = new();

    public KafkaClients Clients { get; }

    public KafkaOptions Options => Clients.Options;

    /// <summary>Sends values to the clicks topic, in order.</summary>
    public void Send(int partition, params string[] values)
    {
        using var producer = Clients.Producer("test");
        foreach (var value in values)
        {
            producer.Produce(
                new TopicPartition(Options.ClicksTopic, partition),
                new Message<byte[]?, byte[]?> { Key = "k"u8.ToArray(), Value = Encoding.UTF8.GetBytes(value) });
        }

        producer.Flush(TimeSpan.FromSeconds(60));
    }

    /// <summary>All records of a topic, in order within a partition.</summary>
    public List<ConsumeResult<byte[]?, byte[]?>> ReadAll(string topic, int partitions = 2)
    {
        var records = new List<ConsumeResult<byte[]?, byte[]?>>();
        using var consumer = Clients.Consumer("test-reader");
        consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        for (var ends = 0; ends < partitions;)
        {
            var result = consumer.Consume(TimeSpan.FromSeconds(60)) ?? throw new TimeoutException("The embedded broker does not answer.");
            if (result.IsPartitionEOF)
            {
                ends++;
            }
            else
            {
                records.Add(result);
            }
        }

        consumer.Close();
        return records;
    }

    public void Dispose() => Broker.Dispose();

    /// <summary>Repeats a step until a condition holds; fails when that takes more than a minute.</summary>
    public static void Until(Func<bool> condition, Action step)
    {
        for (var watch = Stopwatch.StartNew(); !condition();)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), "What was waited for did not come.");
            step();
        }
    }
}
