using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>Open sessions and their events behind integer handles.</summary>
internal sealed class OpenSessionStore
{
    /// <summary>No session, no block.</summary>
    public const int None = PagedPool<OpenSession>.None;

    private readonly PagedPool<OpenSession> _sessions = new();
    private readonly PagedPool<EventBlock> _blocks = new();

    /// <summary>Number of events in all sessions.</summary>
    public int Events { get; private set; }

    public ref OpenSession this[int session] => ref _sessions[session];

    /// <summary>Handles below this are sessions, or were: then they have no user.</summary>
    public int HandlesGiven => _sessions.HandlesGiven;

    /// <summary>A new session at one instant, still without events.</summary>
    public int Begin(UserId user, uint hash, long timeMs)
    {
        var handle = _sessions.Rent();
        ref var session = ref _sessions[handle];
        session.User = user.Value;
        session.Hash = hash;
        session.StartMs = timeMs;
        session.EndMs = timeMs;
        session.FirstOffset = long.MaxValue;
        session.Count = 0;
        session.LastBlock = None;
        session.NextOfUser = None;
        session.Past = PastItemsStore.None;
        session.MayHaveOthers = false;
        session.Minute = 0;
        session.TakenInMinute = 0;
        return handle;
    }

    /// <summary>Moves a session to a new handle; the old one has no user any more and is still to be returned.</summary>
    public int Move(int session)
    {
        var moved = _sessions.Rent();
        _sessions[moved] = _sessions[session];
        _sessions[session] = new OpenSession { LastBlock = None, NextOfUser = None };
        return moved;
    }

    /// <summary>Gives back a session that holds no events.</summary>
    public void Return(int session) => _sessions.Return(session);

    /// <summary>Asks for the memory of a session ahead of its use.</summary>
    public void Prefetch(int session) => _sessions.Prefetch(session);

    public ref EventBlock Block(int block) => ref _blocks[block];

    /// <summary>Puts an event at its place in time; behind those of the same time, as it came after them.</summary>
    /// <param name="session">The session; its start and end enclose the event already.</param>
    /// <param name="e">The event.</param>
    public void Add(ref OpenSession session, in ItemEvent e)
    {
        session.FirstOffset = Math.Min(session.FirstOffset, e.Position.Offset);
        NewPlace(ref session) = new OpenEvent(e.Item.Value, e.TimeMs, (uint)e.Position.Offset, e.Weight);
        if (session.EndMs > e.TimeMs)
        {
            var place = new EventsFromLast(this, ref session);
            place.MoveNext();
            var before = place;
            if (before.MoveNext() && before.Current.TimeMs > e.TimeMs)
            {
                MoveForward(place, before);
            }
        }
    }

    /// <summary>Adds events behind all others: they are later than those.</summary>
    public void Append(ref OpenSession session, ReadOnlySpan<OpenEvent> events)
    {
        foreach (ref readonly var e in events)
        {
            NewPlace(ref session) = e;
        }
    }

    /// <summary>Copies the events of a session, in their order.</summary>
    /// <param name="session">The session.</param>
    /// <param name="copy">Receives them; replaced by a larger one when too small.</param>
    public void CopyAll(ref readonly OpenSession session, ref OpenEvent[] copy)
    {
        var count = session.Count;
        if (copy.Length < count)
        {
            copy = new OpenEvent[Math.Max(count, 2 * copy.Length)];
        }

        ((ReadOnlySpan<OpenEvent>)session.Events)[..Math.Min(count, EventRow.Length)].CopyTo(copy);
        var block = session.LastBlock;
        for (var end = count; end > EventRow.Length;)
        {
            var start = (end - 1) / EventRow.Length * EventRow.Length;
            ((ReadOnlySpan<OpenEvent>)_blocks[block].Events)[..(end - start)].CopyTo(copy.AsSpan(start));
            block = _blocks[block].Earlier;
            end = start;
        }
    }

    /// <summary>Takes all events out of a session, in their order.</summary>
    /// <param name="session">Is left without events.</param>
    /// <param name="taken">Receives them; replaced by a larger one when too small.</param>
    /// <returns>Their number.</returns>
    public int TakeAll(ref OpenSession session, ref OpenEvent[] taken)
    {
        CopyAll(in session, ref taken);
        while (session.LastBlock != None)
        {
            var earlier = _blocks[session.LastBlock].Earlier;
            _blocks.Return(session.LastBlock);
            session.LastBlock = earlier;
        }

        var count = session.Count;
        session.Count = 0;
        Events -= count;
        return count;
    }

    private static void MoveForward(EventsFromLast place, EventsFromLast before)
    {
        var moved = place.Current;
        do
        {
            place.Current = before.Current;
            place = before;
        }
        while (before.MoveNext() && before.Current.TimeMs > moved.TimeMs);

        place.Current = moved;
    }

    private ref OpenEvent NewPlace(ref OpenSession session)
    {
        Events++;
        var index = session.Count++;
        if (index < EventRow.Length)
        {
            return ref session.Events[index];
        }

        var place = index % EventRow.Length;
        if (place == 0)
        {
            var added = _blocks.Rent();
            _blocks[added].Earlier = session.LastBlock;
            session.LastBlock = added;
        }

        return ref _blocks[session.LastBlock].Events[place];
    }
}
