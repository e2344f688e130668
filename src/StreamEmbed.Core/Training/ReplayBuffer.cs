using StreamEmbed.Randomness;

namespace StreamEmbed.Training;

/// <summary>The latest sessions, to be trained again: bounded in sessions and in items. Single owner.</summary>
internal sealed class ReplayBuffer
{
    // Mean session lengths of clicks are 3 to 10; where they are longer, the buffer holds fewer sessions.
    private const int ItemsPerSession = 16;

    private readonly SessionItem[] _items;
    private readonly Entry[] _sessions;
    private long _nextItem;
    private long _nextSession;
    private long _oldestSession;

    /// <param name="sessions">Most sessions held.</param>
    /// <param name="longest">Items of the longest session that will be added.</param>
    public ReplayBuffer(int sessions, int longest)
    {
        _sessions = new Entry[sessions];
        // Not zeroed and not touched before it is used: an unfilled buffer costs address space only.
        _items = GC.AllocateUninitializedArray<SessionItem>(
            (int)Math.Min(Array.MaxLength, Math.Max((long)sessions * ItemsPerSession, longest)));
    }

    /// <summary>Sessions held.</summary>
    public int Count => (int)(_nextSession - _oldestSession);

    /// <summary>Adds a session, for which the oldest ones make room.</summary>
    /// <param name="session">The user's earlier items, then the session's own.</param>
    /// <param name="earlier">How many of them are earlier ones.</param>
    public void Add(ReadOnlySpan<SessionItem> session, int earlier)
    {
        var slot = (int)(_nextItem % _items.Length);
        if (slot + session.Length > _items.Length)
        {
            _nextItem += _items.Length - slot;
            slot = 0;
        }

        var end = _nextItem + session.Length;
        while (Count > 0 && (Count == _sessions.Length || EntryOf(_oldestSession).Start < end - _items.Length))
        {
            _oldestSession++;
        }

        session.CopyTo(_items.AsSpan(slot));
        EntryOf(_nextSession) = new Entry(_nextItem, session.Length, earlier);
        _nextItem = end;
        _nextSession++;
    }

    /// <summary>A session drawn so that recent ones come more often: its age is u² of the buffer, u uniform. <see cref="Count"/> is at least 1.</summary>
    /// <param name="random">Gives u.</param>
    /// <param name="earlier">How many of the items are the user's earlier ones.</param>
    /// <returns>A view that holds until the next <see cref="Add"/>.</returns>
    public ReadOnlySpan<SessionItem> Draw(SeededRandom random, out int earlier)
    {
        var u = random.NextDouble();
        var age = (long)(u * u * Count);
        (var start, var length, earlier) = EntryOf(_nextSession - 1 - age);
        return _items.AsSpan((int)(start % _items.Length), length);
    }

    private ref Entry EntryOf(long session) => ref _sessions[(int)(session % _sessions.Length)];

    private readonly record struct Entry(long Start, int Length, int Earlier);
}
