using System.Runtime.InteropServices;
using System.Threading.Channels;
using StreamEmbed.Events;
using StreamEmbed.Pipeline.Batches;
using StreamEmbed.Pipeline.Counters;
using StreamEmbed.Ports;
using StreamEmbed.Sessions;
using StreamEmbed.Users;

namespace StreamEmbed.Pipeline.Stages;

/// <summary>Events become clicks with their context, sessions and user histories; late events go to their own topic.</summary>
/// <remarks>Owns the open sessions and the histories.</remarks>
internal sealed class SessionStage(
    SessionTracker tracker,
    UserHistories histories,
    IRejectedEventSink rejected,
    Pool<EventBatch> batches,
    Pool<ClickList> clicks,
    SessionOptions options,
    int mostEarlier,
    SessionCounters counters)
{
    private Admission[] _admissions = [];

    public async Task RunAsync(ChannelReader<EventBatch> events, ChannelWriter<SessionBatch> sessions, CancellationToken abort)
    {
        await foreach (var batch in events.ReadAllAsync(abort).ConfigureAwait(false))
        {
            Track(batch);
            var handedOn = HandOn(batch);
            foreach (var late in tracker.Output.Late)
            {
                counters.CountLate(late.Reason);
                await rejected.LateAsync(late, abort).ConfigureAwait(false);
            }

            tracker.Output.Clear();
            if (batch.Save is { } save)
            {
                SavedSessions.Save(tracker.Save(), save);
                SavedUserHistories.Save(histories.Save(), save);
            }

            batches.Return(batch);
            await sessions.WriteAsync(handedOn, abort).ConfigureAwait(false);
        }

        await rejected.FlushAsync(abort).ConfigureAwait(false);
    }

    /// <summary>Applies a batch to the open sessions and the histories.</summary>
    private void Track(EventBatch batch)
    {
        var events = CollectionsMarshal.AsSpan(batch.Events);
        if (_admissions.Length < events.Length)
        {
            _admissions = new Admission[events.Length];
        }

        tracker.AddAll(events, _admissions);
        for (var i = 0; i < events.Length; i++)
        {
            if (_admissions[i] == Admission.Taken)
            {
                histories.Add(in events[i]);
            }
        }

        foreach (var partition in batch.EndsReached)
        {
            tracker.EndReached(partition, batch.ClockMs);
        }

        tracker.AdvanceClock(batch.ClockMs);
        if (batch.Ticks.HasFlag(Ticks.EndOfInput))
        {
            tracker.CloseAll();
        }
    }

    private SessionBatch HandOn(EventBatch batch)
    {
        var (closed, clicksBefore) = TakeTrainable();

        // Before the first event the stream has no time: 0, which is no less believable and fits in every calendar.
        var eventTimeMs = Math.Max(0, tracker.WatermarkMs);
        List<UserHistory> changed = [];
        List<UserId> forgotten = [];
        if (batch.Ticks != Ticks.None)
        {
            histories.Expire(eventTimeMs);
            histories.TakeChanges(changed, forgotten);
        }

        foreach (var reason in Enum.GetValues<CutReason>())
        {
            counters.SetCut(reason, tracker.Counts.Cut(reason));
        }

        counters.SetState(tracker.OpenSessions, histories.Count, eventTimeMs);
        counters.SetClicks(tracker.Counts, tracker.WaitingClicks);
        counters.SetEarlier(tracker.Counts, tracker.EarlierUsers);
        return new SessionBatch(tracker.Output.TakeClicks(clicks.Rent()), clicksBefore, closed, changed, forgotten, eventTimeMs, batch.CaughtUp, batch.Next, batch.Ticks, batch.Save);
    }

    /// <summary>The sessions that closed and can be trained on, and for each how many clicks left before it.</summary>
    private (List<Session> Closed, List<int> ClicksBefore) TakeTrainable()
    {
        var output = tracker.Output;
        var (trainable, clicksBefore) = (new List<Session>(output.Closed.Count), new List<int>(output.Closed.Count));
        for (var i = 0; i < output.Closed.Count; i++)
        {
            var session = output.Closed[i];
            counters.CountClosed(session.End);
            if (options.Trains(session, mostEarlier))
            {
                trainable.Add(session);
                clicksBefore.Add(output.ClicksBefore[i]);

                // Its new items get their vectors now: pool the user again.
                histories.Touch(session.User);
            }
        }

        return (trainable, clicksBefore);
    }
}
