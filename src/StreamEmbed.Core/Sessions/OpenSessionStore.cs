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

    /// <summary>A new session without events; all its fields are to be set.</summary>
    public int Rent() => _sessions.Rent();

    /// <summary>Gives back a session that holds no events.</summary>
    public void Return(int session) => _sessions.Return(session);

    /// <summary>Asks for the memory of a session ahead of its use.</summary>
    public void Prefetch(int session) => _sessions.Prefetch(session);

    public void Append(ref OpenSession session, in ItemEvent e)
    {
        session.FirstOffset = Math.Min(session.FirstOffset, e.Position.Offset);
        ref var added = ref NewPlace(ref session);
        added.Item = e.Item.Value;
        added.TimeMs = e.TimeMs;
        added.OffsetLow = (uint)e.Position.Offset;
        added.Weight = e.Weight;
    }

    /// <summary>Adds events that were taken out of this or another session of the same partition.</summary>
    public void Append(ref OpenSession session, ReadOnlySpan<OpenEvent> events)
    {
        foreach (ref readonly var e in events)
        {
            NewPlace(ref session) = e;
        }
    }

    /// <summary>Takes all events out of a session, in the order they were added.</summary>
    /// <param name="session">Is left without events.</param>
    /// <param name="taken">Receives them; grown when too small.</param>
    /// <returns>Their number.</returns>
    public int TakeAll(ref OpenSession session, ref OpenEvent[] taken)
    {
        var count = session.Count;
        if (taken.Length < count)
        {
            taken = new OpenEvent[Math.Max(count, 2 * taken.Length)];
        }

        var inRow = Math.Min(count, EventRow.Length);
        ((ReadOnlySpan<OpenEvent>)session.Events)[..inRow].CopyTo(taken);
        for (var end = count; end > EventRow.Length;)
        {
            var start = ((end - 1) / EventRow.Length) * EventRow.Length;
            ref var block = ref _blocks[session.LastBlock];
            ((ReadOnlySpan<OpenEvent>)block.Events)[..(end - start)].CopyTo(taken.AsSpan(start));
            var earlier = block.Earlier;
            _blocks.Return(session.LastBlock);
            session.LastBlock = earlier;
            end = start;
        }

        session.Count = 0;
        Events -= count;
        return count;
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
