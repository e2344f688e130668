using Microsoft.Extensions.Logging;
using StreamEmbed.Host.Api;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Exposition;
using StreamEmbed.Host.Http;
using StreamEmbed.Host.Logging;
using StreamEmbed.Pipeline;

namespace StreamEmbed.Host.Serve;

/// <summary>A reader of the serving topic that answers over HTTP until it is stopped.</summary>
internal static partial class ServeCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(StreamEmbedOptions options, Surroundings surroundings, CancellationToken stopping)
    {
        using var loggers = ProgramLogs.Create(options.Logging, surroundings.Error, surroundings.Time);
        var log = loggers.CreateLogger(typeof(ServeCommand));
        var health = new HealthState();
        var api = new ApiState();
        using var exposition = new MeterExposition(PipelineMetrics.MeterName);
        await using var topic = FollowedTopic.Start(() => TopicReaders.Start(options, surroundings.Time, loggers), loggers);
        api.AnswerFrom(() => topic.Current);
        api.ReportFrom(() => TopicStatus.Of(options.Kafka.ServingTopic, topic.Current, topic.Status, surroundings.Time));
        var look = () => Look(topic, health);
        look();
        await using var timer = surroundings.Time.CreateTimer(_ => look(), null, LookEvery, LookEvery);
        await using var http = await HttpEndpoints.StartAsync(
            options.Http, health, exposition, new ServingApi(api, options.Events.MaxIdBytes), loggers, stopping);
        LogServing(log, options.Kafka.ServingTopic, options.Kafka.BootstrapServers, http.Address);

        var stopped = Task.Delay(Timeout.Infinite, stopping);
        await (await Task.WhenAny(topic.Ended, stopped)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stopping.IsCancellationRequested)
        {
            await topic.Ended;
        }

        return ExitCode.Done;
    }

    private static void Look(FollowedTopic topic, HealthState health)
    {
        var status = topic.Status;
        if (status.Problem is { } problem)
        {
            health.NotMet("topic", problem);
        }
        else
        {
            health.Met("topic");
        }

        if (topic.Current.Snapshot.Number > 0)
        {
            health.Met("snapshot");
        }
        else
        {
            health.NotMet("snapshot", $"no whole snapshot has been read yet, {status.Lag} records are left");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Following {Topic} of {Servers}; answers, health and metrics: {Address}")]
    private static partial void LogServing(ILogger log, string topic, string servers, Uri address);
}
