using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Files;
using StreamEmbed.Sessions;
using StreamEmbed.Training;
using StreamEmbed.Users;

namespace StreamEmbed.Host.Training;

/// <summary>A file of events, made into sessions in event time as the service does it.</summary>
internal sealed class EventHistory(string path, StreamEmbedOptions options, TimeProvider clock) : IHistory
{
    private const int EventsATurn = 1024;

    public long Sessions { get; private set; }

    public long Items { get; private set; }

    public long Bytes { get; } = File.Exists(path) ? new FileInfo(path).Length : throw new EventFileException(path, 0, "there is no such file.");

    public long BytesRead { get; private set; }

    public void Train(ItemEmbeddings model, int epoch, Action moved, CancellationToken stopping)
    {
        using var file = EventFile.Open(path, options.Events, clock);
        var tracker = new SessionTracker(options.Sessions, [0]);
        foreach (var (e, _) in file.Read())
        {
            tracker.Add(e);
            TrainClosed(model, tracker, epoch);
            if (e.Position.Offset % EventsATurn == 0)
            {
                stopping.ThrowIfCancellationRequested();
                BytesRead = file.BytesRead;
                moved();
            }
        }

        tracker.CloseAll();
        TrainClosed(model, tracker, epoch);
        model.Flush();
        model.Retire(Math.Max(0, tracker.WatermarkMs));
    }

    public void Remember(UserHistories users, CancellationToken stopping)
    {
        using var file = EventFile.Open(path, options.Events, clock);
        var latestMs = 0L;
        foreach (var (e, _) in file.Read())
        {
            users.Add(e);
            latestMs = Math.Max(latestMs, e.TimeMs);
            if (e.Position.Offset % EventsATurn == 0)
            {
                stopping.ThrowIfCancellationRequested();
            }
        }

        users.Expire(latestMs);
    }

    private void TrainClosed(ItemEmbeddings model, SessionTracker tracker, int epoch)
    {
        foreach (var session in tracker.Output.Closed)
        {
            if (!options.Sessions.Trains(session, model.Earlier))
            {
                continue;
            }

            if (epoch > 0)
            {
                model.TrainObserved(session);
                continue;
            }

            model.Enqueue(session);
            Sessions++;
            Items += session.Items.Length;
        }

        tracker.Output.Clear();
    }
}
