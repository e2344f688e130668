using StreamEmbed.Events;
using StreamEmbed.Neighbours;
using StreamEmbed.Randomness;
using StreamEmbed.Ranking;
using StreamEmbed.Serving;
using StreamEmbed.Sessions;
using StreamEmbed.Training.Kernels;
using StreamEmbed.Users;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

/// <summary>The model: a growing and shrinking vocabulary and its vectors, trained session by session.</summary>
/// <remarks>
/// <code>
/// clicks ──► rows of new items (they start among their neighbours), counts
/// sessions ► block queue ─► blocks of 8 ─► served averages
///   replayed sessions ▲
/// </code>
/// Single owner: no clock, no threads, no locks. The same calls with the same options give the same bytes on the same kernel set.
/// Taking changes, reading and digests change nothing that is trained; <see cref="Observe"/>, <see cref="TrainObserved"/>,
/// <see cref="Train"/>, <see cref="Enqueue"/>, <see cref="Flush"/> and <see cref="Retire"/> do, so call those at points that the stream gives, never the clock.
/// </remarks>
public sealed partial class ItemEmbeddings : IItemVectors
{
    /// <summary>Sessions are trained in parts of at most this many items: what is further apart is no context, and no session may stall the others.</summary>
    public const int LongestPart = 512;

    private readonly TrainingSettings _settings;
    private readonly EmbeddingTable _table;
    private readonly ItemRows _items;
    private readonly StartVectors _start;
    private readonly ItemIntake _intake;
    private readonly ServedItems _served;
    private readonly RowRecords _records;
    private readonly RowServing _serving;
    private readonly ItemSignals? _signals;
    private readonly RowRepair _repair;
    private readonly BlockTrainer _trainer;
    private readonly BlockQueue _queue;
    private readonly ReplayBuffer? _replay;
    private readonly SeededRandom _replayRandom;
    private readonly Subsampling? _subsampling;
    private readonly SessionItem[] _part;
    private long _sessions;
    private long _shortSessions;
    private long _tokens;
    private long _replayedTokens;

    /// <summary>An empty model.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message lists all that are.</exception>
    /// <exception cref="PlatformNotSupportedException">The options ask for instructions that this processor lacks.</exception>
    public ItemEmbeddings(TrainingOptions training, VocabularyOptions vocabulary)
        : this(training, vocabulary, null)
    {
    }

    /// <summary>An empty model that also keeps what its items are seen with, for ranking.</summary>
    /// <inheritdoc cref="ItemEmbeddings(TrainingOptions, VocabularyOptions)"/>
    public ItemEmbeddings(TrainingOptions training, VocabularyOptions vocabulary, NeighbourOptions? neighbours)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(vocabulary);
        var faults = string.Join(' ', training.Faults().Concat(vocabulary.Faults()).Concat(neighbours?.Faults() ?? []));
        if (faults.Length > 0)
        {
            throw new ArgumentException(faults);
        }

        _settings = TrainingSettings.From(training);
        _signals = neighbours is null ? null : new ItemSignals(neighbours, vocabulary.MaxItems, training.Seed);
        _queue = new BlockQueue(_settings.EarlierWeight);
        _table = new EmbeddingTable(_settings.Dimension, _settings.AverageRate > 0);
        _start = new StartVectors(_settings, _table);
        _serving = new RowServing(_settings, _table);
        _repair = new RowRepair(_settings, _table, _start, _serving);
        _items = new ItemRows(_settings, vocabulary, _table, _serving, _signals);
        _intake = new ItemIntake(_table, _items, _start, _serving, _queue, _signals);
        _served = new ServedItems(_table, _items, _serving, _repair);
        _records = new RowRecords(_table, _items.Vocabulary, _settings.AverageRate > 0);
        _trainer = new BlockTrainer(_settings, _table, _items.Noise, _serving, _repair) { Rate = _settings.Rate };
        _replay = _settings.Replay > 0 ? new ReplayBuffer(_settings.ReplaySessions, _settings.Earlier + LongestPart) : null;
        _part = new SessionItem[_settings.Earlier + LongestPart];
        _subsampling = _settings.Sample > 0 ? new Subsampling(_settings.Sample, _settings.Seed) : null;
        _replayRandom = new SeededRandom(_settings.Seed, RandomStream.Replay);
    }

    /// <summary>Numbers in a vector.</summary>
    public int Dimension => _settings.Dimension;

    /// <summary>Most items of the user before a session that are its context.</summary>
    public int Earlier => _settings.Earlier;

    /// <summary>Items that have a vector.</summary>
    public int Count => _serving.Vectors;

    /// <summary>Items that have a row: those with a vector, and those so far seen only by themselves.</summary>
    public int Known => _items.Vocabulary.Count;

    /// <summary>The processor instructions in use.</summary>
    public KernelSet Kernels => _settings.Kernels.Set;

    /// <summary>Share of the history that is read, 0 to 1: the preset for history lets its rate fall with it. Of no effect on a constant rate.</summary>
    public double Progress
    {
        get;
        set
        {
            field = value;
            if (_settings.RateFalls)
            {
                _trainer.Rate = _settings.Rate * (float)Math.Max(1e-4, 1 - value);
            }
        }
    }

    /// <summary>What was done since the model was made.</summary>
    public TrainingStats Stats => new(
        _sessions,
        _shortSessions,
        _tokens,
        _replayedTokens,
        _trainer.Pairs,
        _trainer.Positive.Loss,
        _trainer.Positive.Weight,
        _trainer.Negative.Loss,
        _trainer.Negative.Weight,
        _repair.Repaired,
        _items.Admitted,
        _items.Expired,
        _items.Displaced);

    /// <summary>Rows that hold something else than when they were last saved. Counts them anew.</summary>
    internal int RowsUnsaved => _table.Unsaved.Count();

    internal EmbeddingTable Table => _table;

    internal ItemRows Rows => _items;

    internal RowServing Serving => _serving;

    /// <summary>The items as they are ranked; null when nothing is kept for ranking.</summary>
    internal RankableRows? Rankable => _signals is null ? null : new RankableRows(_items.Vocabulary, _table, _serving, _signals);

    /// <summary>Takes a click: its item becomes known and is counted, and while it is untrained its vector is made from what it is seen with.</summary>
    /// <remarks>
    /// Then <see cref="TrainObserved"/> takes the session when it closes. An item that has no row gets one when it came often
    /// enough. Its start is the mean of the trained items of its session, made again at the session's later clicks until its
    /// first training; while there are none, the mean of the user's earlier items; without these the item has no vector.
    /// </remarks>
    /// <param name="item">The item clicked.</param>
    /// <param name="before">Items of its session before it, oldest first; the latest 50 matter.</param>
    /// <param name="earlier">The user's items before the session, oldest first.</param>
    /// <param name="timeMs">Event time of the click, Unix milliseconds.</param>
    /// <param name="weight">Weight of the event's type.</param>
    public void Observe(ItemId item, ReadOnlySpan<ItemId> before, ReadOnlySpan<ItemId> earlier, long timeMs, float weight) =>
        _intake.Observe(item, before, earlier, timeMs, weight);

    /// <summary>Trains a session whose clicks were observed, and the sessions replayed with it; counts nothing again. Nothing waits afterwards.</summary>
    public void TrainObserved(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var earlier = EarlierOf(session);
        if (Trains(session, earlier))
        {
            _sessions++;
            EnqueueParts(earlier, _intake.Find(session), session.Weights);
        }
        else
        {
            _shortSessions++;
        }

        Flush();
    }

    /// <summary>Admits the new items of a session that was not observed, counts all, trains it and the sessions replayed with it. Nothing waits afterwards.</summary>
    public void Train(Session session)
    {
        Enqueue(session);
        Flush();
    }

    /// <summary><see cref="Train"/> for history in bulk: up to 40 items wait for the next call, so that every block is full. Ends with <see cref="Flush"/>.</summary>
    public void Enqueue(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var earlier = EarlierOf(session);
        var trains = Trains(session, earlier);
        EnqueueAdmitted(earlier, _intake.Admit(session, trains), session.Weights, trains);
    }

    /// <summary>The same for a session of which rows were found already.</summary>
    /// <param name="items">Ids; read only where there is no row.</param>
    /// <param name="rows">Rows of the items, -1 for those that have none; receives those that get one.</param>
    /// <param name="weights">Weight of each event's type.</param>
    /// <param name="endMs">Event time of the last event.</param>
    /// <param name="trains">Whether there are two different items.</param>
    /// <param name="counts">Whether the session is new, and not one of an earlier epoch.</param>
    internal void EnqueueFound(ReadOnlySpan<ItemId> items, Span<int> rows, ReadOnlySpan<float> weights, long endMs, bool trains, bool counts)
    {
        _intake.Admit(items, rows, weights, endMs, trains, counts);
        EnqueueAdmitted([], rows, weights, trains);
    }

    internal int Find(ItemId item) => _items.Vocabulary.Find(item.Value);

    internal int GenerationOf(int row) => _table.Header(row).Generation;

    internal void PrefetchHeader(int row) => _items.PrefetchHeader(row);

    internal void PrefetchCount(int row) => _items.PrefetchCount(row);

    /// <summary>Starts to fetch the rows among which a session's new items will start.</summary>
    internal void PrefetchNeighbours(ReadOnlySpan<int> rows) => _start.Prefetch(rows);

    internal bool IsCurrent(int row, int generation) => _table.Header(row).Generation == generation;

    private void EnqueueAdmitted(ReadOnlySpan<ItemId> earlier, ReadOnlySpan<int> rows, ReadOnlySpan<float> weights, bool trains)
    {
        if (trains)
        {
            _sessions++;
            EnqueueParts(earlier, rows, weights);
        }
        else
        {
            _shortSessions++;
        }

        while (_queue.Waiting >= BlockTrainer.Lookahead + TrainingSettings.BlockTokens)
        {
            _trainer.TrainNext(_queue);
        }

        _queue.Compact();
    }

    /// <summary>Trains what <see cref="Enqueue"/> left waiting.</summary>
    public void Flush()
    {
        while (_queue.Waiting > 0)
        {
            _trainer.TrainNext(_queue);
        }

        _queue.Compact();
    }

    /// <summary>Retires items that were not seen for the time to live at this event time; trains first what waits. A large burst is spread over calls.</summary>
    public void Retire(long eventTimeMs)
    {
        Flush();
        _items.RetireExpired(eventTimeMs);
    }

    /// <summary>The served vector of an item; false when it has none.</summary>
    /// <param name="item">The item.</param>
    /// <param name="vector">float[<see cref="Dimension"/>]: a view that holds until the next call on this object.</param>
    public bool TryGetVector(ItemId item, out ReadOnlySpan<float> vector) => _served.TryGetVector(item, out vector);

    /// <summary>Copies the rows that are new or moved since the last call, and names published items that have gone; then clears both marks.</summary>
    public void TakeChanges(List<ItemRow> changed, List<ItemId> removed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(removed);
        _served.TakeChanges(changed, removed);
    }

    /// <summary>Copies all rows that have a vector; marks stay.</summary>
    public void CopyAll(List<ItemRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        _served.CopyAll(rows);
    }

    /// <summary>The <see cref="SnapshotDigest"/> of all served rows; reads every one.</summary>
    public ulong Digest() => _served.Digest();

    // Whether it can teach anything: an item and another as its context.
    private static bool Trains(Session session, ReadOnlySpan<ItemId> earlier) =>
        HasAnother(session.Items, session.Items[0]) || HasAnother(earlier, session.Items[0]);

    /// <summary>Copies a row's served vector and its context vector, each float[<see cref="Dimension"/>]: zeros while it has none.</summary>
    internal unsafe void ReadVectors(int row, Span<float> served, Span<float> context)
    {
        if (_served.TryGetVector(new ItemId(_items.Vocabulary.IdOf(row)), out var vector))
        {
            vector.CopyTo(served);
            new ReadOnlySpan<float>(_table.Context(row), Dimension).CopyTo(context);
        }
        else
        {
            served.Clear();
            context.Clear();
        }
    }

    private static bool HasAnother(ReadOnlySpan<ItemId> items, ItemId than)
    {
        foreach (var item in items)
        {
            if (item != than)
            {
                return true;
            }
        }

        return false;
    }

    private ReadOnlySpan<ItemId> EarlierOf(Session session) =>
        session.Earlier.AsSpan(Math.Max(0, session.Earlier.Length - _settings.Earlier));

    private void EnqueueParts(ReadOnlySpan<ItemId> earlier, ReadOnlySpan<int> rows, ReadOnlySpan<float> weights)
    {
        // Now, not before the new items came: one of these may have had to make room.
        var known = 0;
        foreach (var item in earlier)
        {
            var row = _items.Vocabulary.Find(item.Value);
            if (row >= 0)
            {
                _part[known++] = new SessionItem(row, _table.Header(row).Generation, 1);
            }
        }

        for (var at = 0; at < rows.Length; at += LongestPart)
        {
            var length = Math.Min(LongestPart, rows.Length - at);
            EnqueuePart(known, rows.Slice(at, length), weights.Slice(at, length));
            known = 0;
        }
    }

    private void EnqueuePart(int earlier, ReadOnlySpan<int> rows, ReadOnlySpan<float> weights)
    {
        var length = earlier;
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] >= 0)
            {
                _part[length++] = new SessionItem(rows[i], _table.Header(rows[i]).Generation, weights[i]);
            }
        }

        ReadOnlySpan<SessionItem> part = _part.AsSpan(0, length);
        _tokens += EnqueueTokens(part, earlier);
        if (_replay is null || length < 2 || length == earlier)
        {
            return;
        }

        for (var i = 0; i < _settings.Replay && _replay.Count > 0; i++)
        {
            var drawn = _replay.Draw(_replayRandom, out var drawnEarlier);
            _replayedTokens += EnqueueTokens(drawn, drawnEarlier);
        }

        _replay.Add(part, earlier);
    }

    private int EnqueueTokens(ReadOnlySpan<SessionItem> session, int earlier)
    {
        for (var i = 0; i < session.Length; i++)
        {
            if (i == earlier)
            {
                _queue.EndEarlier();
            }

            var item = session[i];
            ref var header = ref _table.Header(item.Row);
            if (header.Generation == item.Generation && _subsampling?.Keeps(header.Count, _items.Counted) != false)
            {
                header.QueuedSession = _queue.Session;
                _queue.Add(item.Row, item.Weight);
            }
        }

        var tokens = _queue.EndSession();
        if (tokens == 0)
        {
            // Too few to train: nothing else would say that their headers changed.
            foreach (var item in session)
            {
                _table.MarkUnsaved(item.Row);
            }
        }

        return tokens;
    }
}
