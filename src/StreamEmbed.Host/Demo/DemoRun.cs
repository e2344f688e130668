using System.Diagnostics;
using StreamEmbed.Client;
using StreamEmbed.Events;
using StreamEmbed.Host.Demo.Feeds;
using StreamEmbed.Host.Running;
using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Naming;
using StreamEmbed.Serving;

namespace StreamEmbed.Host.Demo;

/// <summary>One run of the demo: the traffic beside the line, in phases that are timed.</summary>
internal sealed class DemoRun(
    Line line,
    EmbeddingReader reader,
    KafkaEventProducer producer,
    IDemoFeed feed,
    Showcase showcase,
    TimeProvider clock)
{
    private readonly Dictionary<string, double> _seconds = [];
    private readonly TimeSpan _cpuAtStart = CpuTime();

    /// <summary>Runs until the traffic is over and everything is published, or until stopped and drained.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var start = clock.GetTimestamp();
        var endOfInput = new TaskCompletionSource<IReadOnlyList<SourcePosition>>(TaskCreationOptions.RunContinuationsAsynchronously);

        // Stopping ends the traffic; the line then reads to the end of what was sent, so nothing that was sent is left over.
        using var stopFeed = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var feeding = FeedAsync(endOfInput, stopFeed.Token);
        try
        {
            await line.RunAsync(endOfInput.Task, CancellationToken.None);
        }
        finally
        {
            await stopFeed.CancelAsync();
        }

        await feeding;
        Phase("run", start);
    }

    /// <summary>Waits until the reader holds the last snapshot and compares it with the trainer's memory.</summary>
    /// <param name="patience">How long the reader may take.</param>
    public async Task<DemoReport> ReportAsync(TimeSpan patience)
    {
        var start = clock.GetTimestamp();
        var counters = line.Pipeline.Counters;
        using var late = new CancellationTokenSource(patience, clock);
        try
        {
            await reader.WaitForSnapshotAsync(counters.Publishing.Snapshot, late.Token);
            await reader.WaitUntilCaughtUpAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            // The report shows what is missing.
        }

        Phase("reader", start);
        var view = reader.Current;
        return new DemoReport(
            counters.Source.Read,
            counters.EventsAccepted,
            ByName<RejectReason>(counters.Source.Rejected),
            counters.Sessions.LateTotal,
            ByName<Sessions.SessionEnd>(counters.Sessions.Closed),
            counters.Training.Figures.Stats.Sessions,
            counters.Training.Figures.Items,
            counters.Sessions.Users,
            counters.Publishing.Snapshot,
            view.ItemCount,
            view.UserCount,
            SnapshotDigest.Format(counters.Training.FinalDigest),
            SnapshotDigest.Format(view.ItemDigest),
            producer.Confirmed,
            _seconds,
            Math.Round((CpuTime() - _cpuAtStart).TotalSeconds, 2));
    }

    private async Task FeedAsync(TaskCompletionSource<IReadOnlyList<SourcePosition>> endOfInput, CancellationToken stopping)
    {
        var start = clock.GetTimestamp();
        try
        {
            await SendAsync(stopping);
            await producer.FlushAsync(CancellationToken.None);
            Phase("feed", start);
            endOfInput.SetResult(producer.Ends);
        }
        catch (Exception error)
        {
            // The line waits for the end of the input: it must hear of this.
            endOfInput.SetException(error);
            throw;
        }
    }

    private async Task SendAsync(CancellationToken stopping)
    {
        try
        {
            await feed.SendAsync(producer, showcase, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What was sent until now is the input.
        }
    }

    private void Phase(string name, long start)
    {
        lock (_seconds)
        {
            _seconds[name] = Math.Round(clock.GetElapsedTime(start).TotalSeconds, 3);
        }
    }

    private static Dictionary<string, long> ByName<T>(Func<T, long> count)
        where T : struct, Enum =>
        Enum.GetValues<T>().Where(value => count(value) > 0).ToDictionary(SnakeCase.Of, count);

    private static TimeSpan CpuTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
