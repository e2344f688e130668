using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Native;

namespace StreamEmbed.Kafka.Embedded;

/// <summary>A broker within this process that speaks Kafka's protocol: librdkafka's mock cluster. For demo and tests.</summary>
/// <remarks>
/// What it is not: durable (all is in memory), complete (5 MiB a partition, the oldest records go unseen: see
/// <see cref="RetentionGate"/>), compacting, transactional, reachable from other machines. Topics are made with
/// <see cref="CreateTopic"/> before clients ask for them, and admin calls other than metadata must not be made: some
/// fail, some abort the process. Dispose clients first. Thread-safe.
/// </remarks>
public sealed partial class EmbeddedBroker : IDisposable
{
    private readonly Lock _lock = new();

    // Both handles in one object: the cluster must be destroyed before its owner, which two finalisers would not promise.
    private nint _owner;
    private nint _cluster;

    /// <summary>Starts it on free ports of 127.0.0.1.</summary>
    /// <param name="brokers">Number of brokers; they share nothing but topics, and nothing is replicated.</param>
    /// <exception cref="KafkaSetupException">The native library cannot do it.</exception>
    public EmbeddedBroker(int brokers = 1)
    {
        _owner = NewOwner();
        _cluster = MockClusterApi.NewCluster(_owner, brokers);
        if (_cluster == 0)
        {
            MockClusterApi.DestroyClient(_owner);
            throw new KafkaSetupException("The embedded broker could not be started.");
        }

        BootstrapServers = Marshal.PtrToStringUTF8(MockClusterApi.Bootstraps(_cluster))!;
        // Without this the first member of a group waits three seconds for others. Older libraries cannot change it.
        if (NativeCopies.Export("rd_kafka_mock_group_initial_rebalance_delay_ms"))
        {
            MockClusterApi.SetInitialRebalanceDelay(_cluster, 0);
        }
    }

    /// <summary>Where it listens, for example <c>127.0.0.1:40123</c>.</summary>
    public string BootstrapServers { get; }

    /// <summary>Makes a topic. One that is there already stays as it is.</summary>
    public void CreateTopic(string topic, int partitions)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        var code = (ErrorCode)OnCluster(cluster => MockClusterApi.CreateTopic(cluster, topic, partitions, 1));
        if (code is not (ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
            throw new KafkaException(code);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_cluster != 0)
            {
                MockClusterApi.DestroyCluster(_cluster);
                MockClusterApi.DestroyClient(_owner);
                _cluster = _owner = 0;
            }
        }
    }

    private static nint NewOwner()
    {
        var error = new byte[512];
        try
        {
            var config = MockClusterApi.NewConfig();
            // The owner never connects anywhere; its notice that it has no brokers would only puzzle.
            _ = MockClusterApi.SetConfig(config, "log_level", "3", error, (nuint)error.Length);
            var owner = MockClusterApi.NewClient(MockClusterApi.Producer, config, error, (nuint)error.Length);
            return owner != 0
                ? owner
                : throw new KafkaSetupException($"The embedded broker could not be started: {Encoding.UTF8.GetString(error).TrimEnd('\0')}");
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new KafkaSetupException($"The embedded broker needs librdkafka with its mock cluster: {exception.Message}", exception);
        }
    }

    private T OnCluster<T>(Func<nint, T> call)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_cluster == 0, this);
            return call(_cluster);
        }
    }
}
