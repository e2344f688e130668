using Microsoft.Extensions.Logging;
using StreamEmbed.Events;
using StreamEmbed.Host.Api;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Exposition;
using StreamEmbed.Host.Files;
using StreamEmbed.Host.Http;
using StreamEmbed.Host.Logging;
using StreamEmbed.Host.Serve;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Pipeline;
using StreamEmbed.Serving;

namespace StreamEmbed.Host.Running;

/// <summary>The service: reads the clicks of a Kafka until it is stopped.</summary>
internal static partial class RunCommand
{
    public static async Task<int> RunAsync(StreamEmbedOptions options, Surroundings surroundings, CancellationToken stopping)
    {
        options = options.WithProtectedItems();
        using var loggers = ProgramLogs.Create(options.Logging, surroundings.Error, surroundings.Time);
        var log = loggers.CreateLogger(typeof(RunCommand));
        var health = new HealthState();
        using var exposition = new MeterExposition(PipelineMetrics.MeterName);
        var api = new ApiState();
        await using var http = await HttpEndpoints.StartAsync(
            options.Http, health, exposition, new ServingApi(api, options.Events.MaxIdBytes), loggers, stopping);
        LogServing(log, http.Address);

        using var lineHealth = new LineHealth(health, options.Publishing, surroundings.Time);
        health.NotMet("started", "waiting for Kafka");
        var clients = new KafkaClients(options.Kafka, loggers, surroundings.Time);
        await using var line = await Line.OpenAsync(options, clients, gate: null, surroundings.Faults, surroundings.Time, loggers, stopping);
        health.Met("started");
        lineHealth.Watch(line.Pipeline.Counters, clients.Watch);
        api.ReportFrom(() => LineStatus.Of(options.Kafka.ClicksTopic, line.Pipeline.Counters, surroundings.Time));
        await using var topic = options.Http.Api && options.Publishing.Format == ServingFormat.Native
            ? FollowedTopic.Start(() => TopicReaders.Start(options, surroundings.Time, loggers), loggers)
            : null;
        if (topic is not null)
        {
            api.AnswerFrom(() => topic.Current);
        }

        LogStarted(log, options.Kafka.BootstrapServers, options.Kafka.ClicksTopic, options.Kafka.ServingTopic);
        try
        {
            await line.RunAsync(Endless, stopping);
        }
        catch (Exception error)
        {
            health.Fail(error.Message);
            throw;
        }

        var counters = line.Pipeline.Counters;
        LogStopped(log, counters.Source.Read, counters.Training.Figures.Stats.Sessions, counters.Publishing.Snapshot);
        return ExitCode.Done;
    }

    /// <summary>The end of an input that has none.</summary>
    private static Task<IReadOnlyList<SourcePosition>> Endless { get; } = new TaskCompletionSource<IReadOnlyList<SourcePosition>>().Task;

    [LoggerMessage(Level = LogLevel.Information, Message = "Health, metrics and answers: {Address}")]
    private static partial void LogServing(ILogger log, Uri address);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reading {Clicks} and publishing to {Serving} at {Servers}.")]
    private static partial void LogStarted(ILogger log, string servers, string clicks, string serving);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped after {Events} events and {Sessions} trained sessions; snapshot {Snapshot} is the last.")]
    private static partial void LogStopped(ILogger log, long events, long sessions, long snapshot);
}
