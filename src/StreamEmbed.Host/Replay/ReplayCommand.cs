using System.Globalization;
using Microsoft.Extensions.Logging;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Files;
using StreamEmbed.Host.Logging;
using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Topics;

namespace StreamEmbed.Host.Replay;

/// <summary>Sends the events of a file to the clicks topic, in the file's order.</summary>
internal sealed class ReplayCommand(Surroundings surroundings)
{
    // After a stop or a broken line: long enough for a broker that answers, short enough for whoever pressed Ctrl-C.
    private static readonly TimeSpan LastFlush = TimeSpan.FromSeconds(5);

    public async Task<int> RunAsync(StreamEmbedOptions options, ReplayArguments arguments, CancellationToken stopping)
    {
        // First of all: a name that is wrong should not wait for a broker.
        using var file = EventFile.Open(arguments.File, options.Events, surroundings.Time);
        using var loggers = ProgramLogs.Create(options.Logging, surroundings.Error, surroundings.Time);
        var clients = new KafkaClients(options.Kafka, loggers, surroundings.Time);
        await new TopicSetup(clients, loggers.CreateLogger<TopicSetup>()).EnsureAsync([TopicPlan.Clicks(options.Kafka)], stopping);
        using var producer = await KafkaEventProducer.OpenAsync(clients, options.Events, gate: null, stopping);

        var start = surroundings.Time.GetTimestamp();
        try
        {
            await FileProgress.ShowAsync(surroundings, file.Name, file.Bytes, () => file.BytesRead, () => SendAsync(file, producer, arguments.Speed, stopping));
        }
        catch (Exception e) when (e is OperationCanceledException or EventFileException)
        {
            var confirmed = await FlushAsync(producer);
            var reason = e is EventFileException ? e.Message.TrimEnd('.') : "Stopped before the end";
            throw new CommandFailedException(string.Create(CultureInfo.InvariantCulture, $"{reason}; events sent: {confirmed:N0}."), e);
        }

        surroundings.Output.WriteLine(Summary(producer.Confirmed, surroundings.Time.GetElapsedTime(start), options.Kafka.ClicksTopic));
        return ExitCode.Done;
    }

    private async Task SendAsync(EventFile file, KafkaEventProducer producer, ReplaySpeed speed, CancellationToken stopping)
    {
        var pace = new ReplayPace(speed, surroundings.Time);
        foreach (var read in file.Read())
        {
            stopping.ThrowIfCancellationRequested();
            await pace.UntilAsync(read.Event.TimeMs, stopping);
            await producer.SendAsync(read.Event, read.Type, stopping);
        }

        await producer.FlushAsync(stopping);
    }

    private async Task<long> FlushAsync(KafkaEventProducer producer)
    {
        using var patience = new CancellationTokenSource(LastFlush, surroundings.Time);
        try
        {
            await producer.FlushAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // What is not confirmed by now is not counted as sent.
        }

        return producer.Confirmed;
    }

    private static string Summary(long events, TimeSpan took, string topic)
    {
        var rate = took > TimeSpan.Zero ? events / took.TotalSeconds : events;
        return string.Create(CultureInfo.InvariantCulture, $"Sent {events:N0} events to {topic} in {took.TotalSeconds:N1} s ({rate:N0} events/s).");
    }
}
