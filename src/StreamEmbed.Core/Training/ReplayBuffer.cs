using StreamEmbed.Randomness;
using StreamEmbed.State;

namespace StreamEmbed.Training;

/// <summary>The latest sessions, to be trained again: bounded in sessions and in items. Single owner.</summary>
internal sealed class ReplayBuffer
{
    // Mean session lengths of clicks are 3 to 10; where they are longer, the buffer holds fewer sessions.
    private const int ItemsPerSession = 16;
    // Items or sessions in one record of what is saved.
    private const int Part = 4096;
    private const ulong FirstSessionKey = 1UL << 32;

    private readonly SessionItem[] _items;
    private readonly Entry[] _sessions;
    private readonly ChangeMarks _changedItems = new();
    private readonly ChangeMarks _changedSessions = new();
    private readonly List<int> _parts = [];
    private readonly int _longest;
    private long _nextItem;
    private long _nextSession;
    private long _oldestSession;

    /// <param name="sessions">Most sessions held.</param>
    /// <param name="longest">Items of the longest session that will be added.</param>
    public ReplayBuffer(int sessions, int longest)
    {
        _longest = longest;
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
            // Saved with the rest, so it has to be the same in every run.
            _items.AsSpan(slot).Clear();
            _changedItems.Mark(slot / Part);
            _nextItem += _items.Length - slot;
            slot = 0;
        }

        var end = _nextItem + session.Length;
        while (Count > 0 && (Count == _sessions.Length || EntryOf(_oldestSession).Start < end - _items.Length))
        {
            _oldestSession++;
        }

        session.CopyTo(_items.AsSpan(slot));
        _changedItems.Mark(slot / Part);
        _changedItems.Mark((slot + session.Length - 1) / Part);
        _changedSessions.Mark((int)(_nextSession % _sessions.Length) / Part);
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

    /// <summary>Saves where the buffer stands, and the parts of it that changed.</summary>
    public void Save(StateWriter state, TableChanges parts)
    {
        state.WriteInt64(_nextItem);
        state.WriteInt64(_nextSession);
        state.WriteInt64(_oldestSession);
        SaveParts<SessionItem>(parts, 0, _items, _nextItem, _changedItems);
        SaveParts<Entry>(parts, FirstSessionKey, _sessions, _nextSession, _changedSessions);
    }

    /// <summary>Reads what was saved into an empty buffer of the same size.</summary>
    /// <param name="state">Where the buffer stood.</param>
    /// <param name="parts">Its parts.</param>
    /// <param name="rowLimit">One above the greatest row.</param>
    /// <exception cref="StateFormatException">It makes no sense.</exception>
    public void Restore(StateReader state, ITableReader parts, int rowLimit)
    {
        _nextItem = state.ReadInt64();
        _nextSession = state.ReadInt64();
        _oldestSession = state.ReadInt64();
        if (_nextItem < 0 || _oldestSession < 0 || _nextSession < _oldestSession || _nextSession - _oldestSession > _sessions.Length)
        {
            throw state.Wrong($"holds the sessions from {_oldestSession} to {_nextSession}, and items up to {_nextItem}");
        }

        while (parts.Read())
        {
            if (parts.Key < FirstSessionKey)
            {
                RestorePart(parts.Record, parts.Key, _items);
            }
            else
            {
                RestorePart(parts.Record, parts.Key - FirstSessionKey, _sessions);
            }
        }

        for (var session = _oldestSession; session < _nextSession; session++)
        {
            RequireSense(state, session, rowLimit);
        }
    }

    private void RequireSense(StateReader state, long session, int rowLimit)
    {
        var (start, length, earlier) = EntryOf(session);
        var at = start % _items.Length;
        if (start < 0 || length < 0 || length > _longest || at + length > _items.Length || earlier < 0 || earlier > length)
        {
            throw state.Wrong($"holds a session {session} of {length} items from {start} on, {earlier} of them earlier ones");
        }

        foreach (var item in _items.AsSpan((int)at, length))
        {
            if ((uint)item.Row >= (uint)rowLimit)
            {
                throw state.Wrong($"holds a session {session} with a row {item.Row} of {rowLimit}");
            }
        }
    }

    private void SaveParts<T>(TableChanges table, ulong firstKey, ReadOnlySpan<T> all, long filled, ChangeMarks changed)
        where T : unmanaged
    {
        // What was never filled is not read: it may be memory that the system has not given yet.
        var parts = (int)((Math.Min(filled, all.Length) + Part - 1) / Part);
        _parts.Clear();
        changed.Take(parts, _parts);
        if (table.IsWhole)
        {
            _parts.Clear();
            _parts.AddRange(Enumerable.Range(0, parts));
        }

        foreach (var part in _parts)
        {
            var start = part * Part;
            table.BeginRecord(firstKey + (uint)part).WriteValues(all[start..(int)Math.Min(start + Part, Math.Min(filled, all.Length))]);
            table.EndRecord();
        }
    }

    private static void RestorePart<T>(StateReader record, ulong part, Span<T> all)
        where T : unmanaged
    {
        if (part > (ulong)(all.Length - 1) / Part)
        {
            throw record.Wrong($"holds a part {part} of {all.Length} places");
        }

        var values = record.ReadValues<T>();
        var room = all[((int)part * Part)..];
        if (values.Length > Math.Min(Part, room.Length))
        {
            throw record.Wrong($"holds {values.Length} values where {Math.Min(Part, room.Length)} belong");
        }

        values.CopyTo(room);
        record.End();
    }

    private ref Entry EntryOf(long session) => ref _sessions[(int)(session % _sessions.Length)];

    private readonly record struct Entry(long Start, int Length, int Earlier);
}
