using Microsoft.Extensions.Logging;
using StreamEmbed.Events;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Embedded;
using StreamEmbed.Kafka.Rejected;
using StreamEmbed.Kafka.Serving;
using StreamEmbed.Kafka.Topics;
using StreamEmbed.Pipeline;
using StreamEmbed.Ports;

namespace StreamEmbed.Host.Running;

/// <summary>The line with its Kafka ends: what the service and the demo both run. The composition root.</summary>
internal sealed class Line : IAsyncDisposable
{
    private readonly KafkaEventLog _log;
    private readonly KafkaRejectedEventSink _rejected;
    private readonly KafkaServingSink _serving;
    private readonly PipelineMetrics _metrics;
    private readonly LineCheckpoints? _checkpoints;

    private Line(
        LineCheckpoints? checkpoints,
        KafkaEventLog log,
        KafkaRejectedEventSink rejected,
        KafkaServingSink serving,
        EmbeddingPipeline pipeline,
        PipelineMetrics metrics)
    {
        (_checkpoints, _log, _rejected, _serving, _metrics) = (checkpoints, log, rejected, serving, metrics);
        Pipeline = pipeline;
    }

    public EmbeddingPipeline Pipeline { get; }

    /// <summary>Connects, makes missing topics and puts the parts together, in the order of the data. Waits for brokers that are away.</summary>
    /// <param name="gate">Keeps the embedded broker from dropping records that nobody processed; null where Kafka keeps them.</param>
    /// <param name="faults">Told of each durable step.</param>
    public static async Task<Line> OpenAsync(
        StreamEmbedOptions options,
        KafkaClients clients,
        RetentionGate? gate,
        IFaultPoints faults,
        TimeProvider clock,
        ILoggerFactory loggers,
        CancellationToken stopping)
    {
        var checkpoints = options.Checkpoint.IsOn ? LineCheckpoints.Open(options, faults, clock, loggers) : null;
        try
        {
            return await OpenAsync(options, clients, gate, checkpoints, faults, clock, loggers, stopping);
        }
        catch
        {
            checkpoints?.Dispose();
            throw;
        }
    }

    /// <summary>Runs until stopped or until the input ends.</summary>
    public Task RunAsync(Task<IReadOnlyList<SourcePosition>> endOfInput, CancellationToken stopping) =>
        Pipeline.RunAsync(endOfInput, stopping);

    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        _serving.Dispose();
        await _rejected.DisposeAsync();
        _log.Dispose();
        _checkpoints?.Dispose();
    }

    private static async Task<Line> OpenAsync(
        StreamEmbedOptions options,
        KafkaClients clients,
        RetentionGate? gate,
        LineCheckpoints? checkpoints,
        IFaultPoints faults,
        TimeProvider clock,
        ILoggerFactory loggers,
        CancellationToken stopping)
    {
        await new TopicSetup(clients, loggers.CreateLogger<TopicSetup>()).EnsureAsync(TopicPlan.OfService(options.Kafka, LargestRecord(options)), stopping);
        var log = await KafkaEventLog.OpenAsync(clients, checkpoints?.Restored?.Next ?? [], loggers.CreateLogger<KafkaEventLog>(), stopping);
        var rejected = new KafkaRejectedEventSink(clients, options.Events, loggers.CreateLogger<KafkaRejectedEventSink>());
        var serving = new KafkaServingSink(clients, Guid.NewGuid().ToString("n"), loggers.CreateLogger<KafkaServingSink>(), gate, options.Publishing, faults);
        IEventLog source = gate is null ? log : new GatedEventLog(log, options.Kafka.ClicksTopic, gate);
        var pipeline = new EmbeddingPipeline(
            options.OfLine(), source, rejected, serving, clock, loggers, checkpoints?.Store, checkpoints?.Restored?.ReadOnFrom(log.Start));
        pipeline.Counters.Source.SetLost(log.Lost);
        return new Line(checkpoints, log, rejected, serving, pipeline, new PipelineMetrics(pipeline, clock));
    }

    private static long LargestRecord(StreamEmbedOptions options) => ServingRecordSize.Largest(
        options.Publishing, options.Training.Dimension, options.Events.MaxIdBytes, options.Users.History);
}
