using Spectre.Console;
using StreamEmbed.Client;
using StreamEmbed.Host.Api;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Demo.Feeds;
using StreamEmbed.Host.Demo.Traffic;
using StreamEmbed.Host.Demo.Views;
using StreamEmbed.Host.Exposition;
using StreamEmbed.Host.Files;
using StreamEmbed.Host.Http;
using StreamEmbed.Host.Logging;
using StreamEmbed.Host.Running;
using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Embedded;
using StreamEmbed.Pipeline;
using StreamEmbed.Ports;

namespace StreamEmbed.Host.Demo;

/// <summary>The whole line in one process: a broker, traffic, the service, and a reader that follows the serving topic.</summary>
internal static class DemoCommand
{
    /// <summary>How long generated traffic lasts when the demo is to end by itself.</summary>
    private static readonly TimeSpan GeneratedLength = TimeSpan.FromSeconds(60);

    /// <summary>How long the reader may take for the last snapshot.</summary>
    private static readonly TimeSpan ReaderPatience = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(StreamEmbedOptions options, DemoArguments arguments, Surroundings surroundings, CancellationToken stopping)
    {
        options = options.WithProtectedItems();
        var clock = surroundings.Time;
        var isLive = !arguments.Headless && AnsiConsole.Profile.Capabilities.Interactive;
        using var file = arguments.Events is { } path ? EventFile.Open(path, options.Events, clock) : null;
        var traffic = new TrafficOptions();
        IDemoFeed feed = file is not null
            ? new RecordedFeed(file)
            : new GeneratedFeed(traffic, clock, arguments.ExitWhenDone ? GeneratedLength : null);
        options = file is null ? DemoDefaults.For(options, traffic) : options;

        // Its broker forgets everything with the process: there would be nothing to read on from.
        options = options with { Checkpoint = options.Checkpoint with { Every = TimeSpan.Zero } };

        // A live view is redrawn in place: log lines would tear it.
        using var loggers = ProgramLogs.Create(options.Logging, isLive ? TextWriter.Null : surroundings.Error, clock);
        using var exposition = new MeterExposition(PipelineMetrics.MeterName);
        var health = new HealthState();
        var api = new ApiState();
        await using var http = await HttpEndpoints.StartAsync(
            options.Http, health, exposition, new ServingApi(api, options.Events.MaxIdBytes), loggers, stopping);

        using var broker = new EmbeddedBroker();
        var gate = new RetentionGate();
        var clients = new KafkaClients(options.Kafka, loggers, clock, broker);
        await using var line = await Line.OpenAsync(options, clients, gate, NoFaults.Instance, clock, loggers, stopping);
        using var lineHealth = new LineHealth(health, options.Publishing, clock);
        lineHealth.Watch(line.Pipeline.Counters, clients.Watch);
        using var reader = EmbeddingReader.Start(
            new EmbeddingReaderOptions
            {
                BootstrapServers = broker.BootstrapServers,
                Topic = options.Kafka.ServingTopic,
                Processed = (partition, next) => gate.Processed(options.Kafka.ServingTopic, partition, next),
                Clock = clock,
            },
            loggers);
        api.ReportFrom(() => LineStatus.Of(options.Kafka.ClicksTopic, line.Pipeline.Counters, clock));
        api.AnswerFrom(() => reader.Current);
        using var producer = await KafkaEventProducer.OpenAsync(clients, options.Events, gate, stopping);

        var showcase = new Showcase();
        var head = $"StreamEmbed demo · embedded broker at {broker.BootstrapServers}: in memory, 5 MiB a partition, not durable · {http.Address}metrics";
        IDemoView view = isLive
            ? new LiveView(AnsiConsole.Console, reader, showcase, head, clock)
            : new LinesView(surroundings.Error, clock);
        if (!isLive)
        {
            await surroundings.Error.WriteLineAsync(head);
        }

        var run = new DemoRun(line, reader, producer, feed, showcase, clock);
        var work = run.RunAsync(stopping);
        await view.ShowAsync(new DemoSampler(line.Pipeline.Counters, reader, feed, clock), work);
        await work;
        return await ReportAsync(run, arguments, surroundings);
    }

    private static async Task<int> ReportAsync(DemoRun run, DemoArguments arguments, Surroundings surroundings)
    {
        var report = await run.ReportAsync(ReaderPatience);
        if (arguments.Report is { } file)
        {
            await File.WriteAllTextAsync(file, report.ToJson() + "\n", CancellationToken.None);
        }

        await surroundings.Error.WriteLineAsync(report.Summary());
        var faults = report.Faults().ToList();
        foreach (var fault in faults)
        {
            await surroundings.Error.WriteLineAsync("streamembed: " + fault);
        }

        return faults.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
