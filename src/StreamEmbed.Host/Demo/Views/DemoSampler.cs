using StreamEmbed.Client;
using StreamEmbed.Host.Demo.Feeds;
using StreamEmbed.Pipeline.Counters;

namespace StreamEmbed.Host.Demo.Views;

/// <summary>Takes figures of the line and the reader, with rates since the time before. One caller.</summary>
internal sealed class DemoSampler(PipelineCounters counters, EmbeddingReader reader, IDemoFeed feed, TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private long _lastTime = clock.GetTimestamp();
    private long _lastRead;
    private TrainingFigures _last = counters.Training.Figures;

    public DemoFigures Take()
    {
        var now = clock.GetTimestamp();
        var seconds = Math.Max(1e-3, clock.GetElapsedTime(_lastTime, now).TotalSeconds);
        var read = counters.Source.Read;
        var training = counters.Training.Figures;
        var (before, after) = (_last.Stats, training.Stats);
        var view = reader.Current;
        var publishing = counters.Publishing;
        var figures = new DemoFigures
        {
            Running = clock.GetElapsedTime(_start, now),
            FeedProgress = feed.Progress,
            EventsPerSecond = (read - _lastRead) / seconds,
            EventsRead = read,
            EventsRejected = counters.Source.RejectedTotal,
            EventsLate = counters.Sessions.LateTotal,
            Lag = counters.Source.Partitions.Sum(partition => partition.Lag),
            EventTime = counters.Sessions.EventTimeMs > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(counters.Sessions.EventTimeMs) : null,
            OpenSessions = counters.Sessions.Open,
            Users = counters.Sessions.Users,
            SessionsTrained = after.Sessions,
            TokensPerSecond = (after.Tokens - before.Tokens) / seconds,
            Items = training.Items,
            NewItems = after.Admitted - before.Admitted,
            PositiveLoss = Mean(after.PositiveLoss - before.PositiveLoss, after.PositiveWeight - before.PositiveWeight),
            NegativeLoss = Mean(after.NegativeLoss - before.NegativeLoss, after.NegativeWeight - before.NegativeWeight),
            Snapshot = publishing.Snapshot,
            SnapshotAge = publishing.Snapshot == 0 ? null : clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(publishing.SnapshotClockMs),
            RowsPublished = publishing.Rows,
            UsersPublished = publishing.Users,
            ReaderSnapshot = view.Snapshot.Number,
            ReaderItems = view.ItemCount,
            ReaderUsers = view.UserCount,
            ReaderLag = reader.Status.Lag,
        };
        (_lastTime, _lastRead, _last) = (now, read, training);
        return figures;
    }

    private static double Mean(double sum, double weight) => weight > 0 ? sum / weight : double.NaN;
}
