using System.Threading.Channels;
using StreamEmbed.Events;
using StreamEmbed.Pipeline.Batches;
using StreamEmbed.Pipeline.Checkpoints;
using StreamEmbed.Pipeline.Counters;
using StreamEmbed.Serving;
using StreamEmbed.Sessions;
using StreamEmbed.State;
using StreamEmbed.Training;
using StreamEmbed.Users;

namespace StreamEmbed.Pipeline.Stages;

/// <summary>Clicks make items known, closed sessions train the vectors; when a barrier passes, what changed is copied and handed to publishing.</summary>
/// <remarks>
/// Owns the model. Never waits for the broker: while a publication is on its way and another one waits, barriers pass without
/// effect and the changes stay marked for the next. Only the last publication of a run is waited for.
/// </remarks>
internal sealed class TrainingStage(
    ItemEmbeddings model,
    ServingContents held,
    Pool<ClickList> clicks,
    UserOptions users,
    PublishingOptions publishing,
    TrainingCounters counters,
    bool isRestored,
    bool mayPublish)
{
    private readonly PendingUsers _pending = new();
    private readonly float[] _vector = new float[model.Dimension];
    private readonly Dictionary<int, long> _next = [];
    private readonly ChangeFilter? _filter = publishing.MinChange > 0 ? new ChangeFilter(publishing.MinChange) : null;

    // The first snapshot of a run replaces whatever readers hold; the ones after it are deltas.
    private long _snapshot = held.LastSnapshot;
    private bool _first = true;
    private int _sessionsSinceItems;

    public async Task RunAsync(ChannelReader<SessionBatch> sessions, Channel<Publication> publications, ChannelWriter<StateSave> saves, CancellationToken abort)
    {
        await foreach (var batch in sessions.ReadAllAsync(abort).ConfigureAwait(false))
        {
            Train(batch);
            if (batch.Save is { } save)
            {
                model.Save(save);
                SavedTraining.Save(MayPublish(batch), save);
                await saves.WriteAsync(save, abort).ConfigureAwait(false);
            }

            var last = (batch.Ticks & (Ticks.EndOfInput | Ticks.Stop)) != 0;
            var enough = publishing.EverySessions > 0 && _sessionsSinceItems >= publishing.EverySessions;
            var withItems = last || _first || enough || batch.Ticks.HasFlag(Ticks.Items);
            var nothingDue = (batch.Ticks == Ticks.None && !enough) || (!withItems && _pending.IsEmpty);

            // One writer: room that is seen now is still there below, so nothing is taken from the model in vain.
            var room = last || publications.Reader.Count == 0;
            if (!nothingDue && room && MayPublish(batch))
            {
                await publications.Writer.WriteAsync(Take(batch, withItems, last), abort).ConfigureAwait(false);
            }
        }
    }

    private void Train(SessionBatch batch)
    {
        var observed = 0;
        for (var i = 0; i < batch.Sessions.Count; i++)
        {
            Observe(batch.Clicks, ref observed, batch.ClicksBefore[i]);

            // By the session's own time, not the batch's: how the stream was cut into batches must not change the model.
            model.Retire(batch.Sessions[i].EndMs);
            model.TrainObserved(batch.Sessions[i]);
        }

        Observe(batch.Clicks, ref observed, batch.Clicks.Count);
        clicks.Return(batch.Clicks);
        _sessionsSinceItems += batch.Sessions.Count;
        _pending.Add(batch.Users, batch.Forgotten);
        foreach (var next in batch.Next)
        {
            _next[next.Partition] = next.Offset;
        }

        counters.Set(new TrainingFigures(model.Stats, model.Count));
    }

    private void Observe(ClickList list, ref int observed, int end)
    {
        for (; observed < end; observed++)
        {
            ref readonly var click = ref list.Clicks[observed];
            model.Observe(click.Item, list.Before(observed), list.Earlier(observed), click.TimeMs, click.Weight);
        }
    }

    /// <summary>
    /// A run that starts from the beginning of the log knows almost nothing at first. Readers keep what they hold until it has
    /// read everything that was there, then get the new model as a whole. A run that goes on from a checkpoint does as the one before.
    /// </summary>
    private bool MayPublish(SessionBatch batch) =>
        !_first || mayPublish || held.LastSnapshot == 0 || batch.CaughtUp || batch.Ticks.HasFlag(Ticks.EndOfInput);

    private Publication Take(SessionBatch batch, bool withItems, bool last)
    {
        var delta = withItems ? TakeItems(batch.EventTimeMs, last) : null;
        if (last)
        {
            counters.SetFinalDigest(model.Digest());
        }

        var (changed, forgotten) = _pending.Take();
        var vectors = Pool(changed, batch.EventTimeMs);
        return new Publication(delta, vectors, forgotten, [.. _next.Select(next => new SourcePosition(next.Key, next.Value))]);
    }

    private SnapshotDelta TakeItems(long eventTimeMs, bool last)
    {
        List<ItemRow> changed = [];
        List<ItemId> removed = [];
        model.TakeChanges(changed, removed);
        var replaces = _first ? 0 : _snapshot;
        if (_first)
        {
            _first = false;
            if (isRestored)
            {
                // What of it readers hold is not known: all of it, and nothing of what was marked before the cut.
                changed.Clear();
                removed.Clear();
                model.CopyAll(changed);
            }

            removed.AddRange(held.Items.Where(item => !model.TryGetVector(item, out _)));
            _pending.ForgetUnseen(held.Users);
        }

        _sessionsSinceItems = 0;
        changed = _filter?.Take(changed, removed, all: last) ?? changed;
        return new SnapshotDelta(++_snapshot, replaces, eventTimeMs, changed, removed);
    }

    private List<UserVector> Pool(IReadOnlyCollection<UserHistory> histories, long eventTimeMs)
    {
        var vectors = new List<UserVector>(histories.Count);
        foreach (var history in histories)
        {
            if (UserVectorPooling.TryPool(history, users, eventTimeMs, model, _vector))
            {
                vectors.Add(new UserVector(history, _vector.AsSpan().ToArray(), _snapshot));
            }
            else
            {
                counters.CountUserWithoutVector();
            }
        }

        return vectors;
    }
}
