using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamEmbed.Kafka.Connection;

/// <summary>Makes producers, consumers and admin clients that share the options of one Kafka.</summary>
/// <remarks>Thread-safe. What it makes belongs to the caller, who disposes it.</remarks>
public sealed partial class KafkaClients(KafkaOptions options, ILoggerFactory loggers)
{
    private readonly ILogger _log = loggers.CreateLogger<KafkaClients>();

    public KafkaOptions Options { get; } = options;

    /// <summary>An idempotent producer of raw bytes that keeps the order of records within a partition.</summary>
    /// <param name="role">Ends the client id, so that broker logs tell our clients apart.</param>
    public IProducer<byte[]?, byte[]?> Producer(string role)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = Options.BootstrapServers,
            ClientId = ClientId(role),
            EnableIdempotence = true,
            LingerMs = 5,
            CompressionType = CompressionType.Lz4,
        };
        Apply(config);
        return new ProducerBuilder<byte[]?, byte[]?>(config)
            .SetKeySerializer(Serializers.ByteArray!)
            .SetValueSerializer(Serializers.ByteArray!)
            .SetLogHandler((_, message) => LogLine(role, message.Facility, message.Message))
            .SetErrorHandler((_, error) => LogError(role, error.Code, error.Reason))
            .Build();
    }

    /// <summary>A consumer of raw bytes that is assigned its partitions by hand and reports the ends of partitions.</summary>
    /// <param name="role">Ends the client id.</param>
    /// <param name="tune">Last changes before the user's own settings, which win.</param>
    public IConsumer<byte[]?, byte[]?> Consumer(string role, Action<ConsumerConfig>? tune = null)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = Options.BootstrapServers,
            ClientId = ClientId(role),
            GroupId = Options.GroupId,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            EnablePartitionEof = true,
            // A position that is gone must be an error, never a silent jump over unread events.
            AutoOffsetReset = AutoOffsetReset.Error,
        };
        tune?.Invoke(config);
        Apply(config);
        return new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetLogHandler((_, message) => LogLine(role, message.Facility, message.Message))
            .SetErrorHandler((_, error) => LogError(role, error.Code, error.Reason))
            .Build();
    }

    public IAdminClient Admin(string role)
    {
        var config = new AdminClientConfig { BootstrapServers = Options.BootstrapServers, ClientId = ClientId(role) };
        Apply(config);
        return new AdminClientBuilder(config)
            .SetLogHandler((_, message) => LogLine(role, message.Facility, message.Message))
            .SetErrorHandler((_, error) => LogError(role, error.Code, error.Reason))
            .Build();
    }

    private static string ClientId(string role) => "streamembed-" + role;

    private void Apply(ClientConfig config)
    {
        foreach (var (key, value) in Options.Client)
        {
            config.Set(key, value);
        }
    }
}
