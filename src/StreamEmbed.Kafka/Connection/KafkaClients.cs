using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEmbed.Kafka.Embedded;

namespace StreamEmbed.Kafka.Connection;

/// <summary>Makes producers, consumers and admin clients that share the options of one Kafka.</summary>
/// <remarks>Thread-safe. What it makes belongs to the caller, who disposes it.</remarks>
public sealed partial class KafkaClients
{
    private readonly ILogger _log;
    private readonly Secrets _secrets;

    /// <param name="embedded">The broker within this process, where there is one: its address replaces the options'. Not owned.</param>
    public KafkaClients(KafkaOptions options, ILoggerFactory loggers, TimeProvider? clock = null, EmbeddedBroker? embedded = null)
    {
        Options = options = embedded is null ? options : options with { BootstrapServers = embedded.BootstrapServers };
        Embedded = embedded;
        _log = loggers.CreateLogger<KafkaClients>();
        _secrets = new Secrets(options.Client);
        Clock = clock ?? TimeProvider.System;
        Watch = new BrokerWatch(options.BootstrapServers, loggers.CreateLogger<BrokerWatch>(), Clock);
        Resilience = new KafkaResilience(Watch, Clock);
    }

    public KafkaOptions Options { get; }

    /// <summary>The broker within this process; null when Kafka is outside.</summary>
    public EmbeddedBroker? Embedded { get; }

    internal TimeProvider Clock { get; }

    /// <summary>Whether Kafka answers.</summary>
    public BrokerWatch Watch { get; }

    /// <summary>Tries again what failed and heals.</summary>
    public KafkaResilience Resilience { get; }

    /// <summary>An idempotent producer of raw bytes that keeps the order of records within a partition.</summary>
    /// <remarks>
    /// A record that is not confirmed within <c>message.timeout.ms</c> (a minute) fails with an error that heals: the
    /// caller decides whether it is sent again.
    /// </remarks>
    /// <param name="role">Ends the client id, so that broker logs tell our clients apart.</param>
    /// <param name="tune">Last changes before the user's own settings, which win.</param>
    public IProducer<byte[]?, byte[]?> Producer(string role, Action<ProducerConfig>? tune = null)
    {
        var config = new ProducerConfig
        {
            EnableIdempotence = true,
            LingerMs = 5,
            CompressionType = CompressionType.Lz4,
            // As Java's clients choose, so that a key is on the same partition whoever writes it.
            Partitioner = Partitioner.Murmur2Random,
            MessageTimeoutMs = 60_000,
            StatisticsIntervalMs = ClientReports.StatisticsIntervalMs,
        };
        tune?.Invoke(config);
        Apply(config, role);
        var reports = new ClientReports(role, Watch);
        return Build(() => new ProducerBuilder<byte[]?, byte[]?>(config)
            .SetKeySerializer(Serializers.ByteArray!)
            .SetValueSerializer(Serializers.ByteArray!)
            .SetLogHandler((_, line) => OnLog(role, line))
            .SetErrorHandler((_, error) => OnError(role, error, reports))
            .SetStatisticsHandler((_, json) => reports.OnStatistics(json))
            .Build());
    }

    /// <summary>A consumer of raw bytes that is assigned its partitions by hand and reports the ends of partitions.</summary>
    /// <param name="role">Ends the client id.</param>
    /// <param name="tune">Last changes before the user's own settings, which win.</param>
    /// <param name="watched">
    /// Whether its connection counts for <see cref="Watch"/>: for consumers that live as long as the program. A consumer
    /// that comes and goes would leave its trouble behind.
    /// </param>
    public IConsumer<byte[]?, byte[]?> Consumer(string role, Action<ConsumerConfig>? tune = null, bool watched = false) =>
        Consumer(role, Deserializers.ByteArray!, Deserializers.ByteArray!, tune, watched);

    internal IConsumer<TKey, TValue> Consumer<TKey, TValue>(
        string role,
        IDeserializer<TKey> keys,
        IDeserializer<TValue> values,
        Action<ConsumerConfig>? tune,
        bool watched,
        Action<IConsumer<TKey, TValue>, CommittedOffsets>? committed = null)
    {
        var config = new ConsumerConfig
        {
            GroupId = Options.GroupId,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            EnablePartitionEof = true,
            // A position that is gone must be an error, never a silent jump over unread events.
            AutoOffsetReset = AutoOffsetReset.Error,
        };
        if (Embedded is not null)
        {
            // The embedded broker does not wake a waiting fetch when records come: it sleeps this long each time.
            config.FetchWaitMaxMs = 20;
        }

        if (watched)
        {
            config.StatisticsIntervalMs = ClientReports.StatisticsIntervalMs;
        }

        tune?.Invoke(config);
        Apply(config, role);
        var reports = watched ? new ClientReports(role, Watch) : null;
        var builder = new ConsumerBuilder<TKey, TValue>(config)
            .SetKeyDeserializer(keys)
            .SetValueDeserializer(values)
            .SetLogHandler((_, line) => OnLog(role, line))
            .SetErrorHandler((_, error) => OnError(role, error, reports))
            .SetStatisticsHandler((_, json) => reports?.OnStatistics(json));
        if (committed is not null)
        {
            builder.SetOffsetsCommittedHandler(committed);
        }

        return Build(builder.Build);
    }

    public IAdminClient Admin(string role) => Admin(role, null);

    /// <param name="errors">Hears of errors that calls do not throw, such as a refused password.</param>
    internal IAdminClient Admin(string role, Action<Error>? errors)
    {
        var config = new AdminClientConfig();
        Apply(config, role);
        return Build(() => new AdminClientBuilder(config)
            .SetLogHandler((_, line) => OnLog(role, line))
            .SetErrorHandler((_, error) =>
            {
                OnError(role, error, null);
                errors?.Invoke(error);
            })
            .Build());
    }

    /// <summary>The message of an exception with secrets blotted out.</summary>
    internal string Words(Exception exception) => _secrets.Hide(exception.Message);

    internal string Words(Error error) => _secrets.Hide(error.Reason);

    private void Apply(ClientConfig config, string role)
    {
        config.BootstrapServers = Options.BootstrapServers;
        config.ClientId = "streamembed-" + role;
        // librdkafka waits up to 10 s before it tries a broker again: too long once that is back.
        config.ReconnectBackoffMaxMs = 2000;
        foreach (var (key, value) in Options.Client)
        {
            config.Set(key, value);
        }
    }

    private T Build<T>(Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or KafkaException)
        {
            // librdkafka quotes the setting that it did not like, with its value. The exception itself is not passed on for that reason.
            throw new KafkaSetupException($"Kafka:Client is not accepted by the Kafka library: {Words(exception)}");
        }
    }

    private void OnLog(string role, LogMessage line)
    {
        if (_log.IsEnabled(LogLevel.Debug))
        {
            var words = _secrets.Hide(line.Message);
            LogLine(role, line.Facility, words);
        }
    }

    private void OnError(string role, Error error, ClientReports? reports)
    {
        if (_log.IsEnabled(LogLevel.Debug))
        {
            var words = _secrets.Hide(error.Reason);
            LogError(role, error.Code, words);
        }

        reports?.OnError(error);
    }
}
