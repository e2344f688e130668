using System.Globalization;
using StreamEmbed.Client;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Logging;
using StreamEmbed.Host.Serve;

namespace StreamEmbed.Host.Asking;

/// <summary>The serving topic, read once to its end.</summary>
internal static class ServingTopicView
{
    /// <summary>Reads until everything that was published by now is held.</summary>
    /// <param name="patience">How long to wait for brokers, for the topic and for its end.</param>
    /// <exception cref="CommandFailedException">Nothing whole was there, or not within the time.</exception>
    public static async Task<EmbeddingView> ReadAsync(
        StreamEmbedOptions options, TimeSpan patience, Surroundings surroundings, CancellationToken stopping)
    {
        using var loggers = ProgramLogs.Create(options.Logging, surroundings.Error, surroundings.Time);
        using var reader = TopicReaders.Start(options, surroundings.Time, loggers);
        using var timer = new CancellationTokenSource(patience, surroundings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stopping);
        try
        {
            await reader.WaitUntilCaughtUpAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw new CommandFailedException(
                $"{Where(options)} could not be read to its end within {DurationText.Format(patience)} (--timeout): {Reason(reader.Status)}.");
        }

        return reader.Current.Snapshot.Number > 0
            ? reader.Current
            : throw new CommandFailedException($"{Where(options)} holds no whole snapshot yet: has the service published one?");
    }

    private static string Where(StreamEmbedOptions options) => $"Topic {options.Kafka.ServingTopic} of {options.Kafka.BootstrapServers}";

    private static string Reason(ReaderStatus status) => status switch
    {
        { Problem: { } problem } => problem.TrimEnd('.'),
        { Lag: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{status.Lag:N0} records are left"),
        _ => "no broker has answered",
    };
}
