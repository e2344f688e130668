using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>
/// Makes closed sessions from the ordered events of an open one: drops repeats, cuts what is too long, and remembers the last items as
/// the user's past.
/// </summary>
internal sealed class SessionCutter(
    OpenSessionStore store,
    UserTable users,
    PastItemsStore pasts,
    SessionRules rules,
    int partition,
    WaitingSessions waiting,
    TrackerCounts counts)
{
    private OpenEvent[] _ordered = new OpenEvent[64];
    private ItemId[] _items = [];
    private float[] _weights = [];

    /// <summary>Closes the part of a session up to <paramref name="lastMs"/>; the session is left with the later events, or with none.</summary>
    /// <param name="open">The session, still known to its user.</param>
    /// <param name="lastMs">Greatest event time of the part, inclusive.</param>
    /// <param name="closeMs">Time of the part's <see cref="Session.Key"/>.</param>
    /// <param name="reason">Why it ends.</param>
    public void Cut(ref OpenSession open, long lastMs, long closeMs, SessionEnd reason)
    {
        var count = store.TakeAll(ref open, ref _ordered);
        var events = _ordered.AsSpan(0, count);
        var part = events.Length;
        while (part > 0 && events[part - 1].TimeMs > lastMs)
        {
            part--;
        }

        Emit(ref open, events[..part], closeMs, reason);
        var rest = events[part..];
        if (rest.Length > 0)
        {
            open.StartMs = rest[0].TimeMs;
            open.EndMs = rest[^1].TimeMs;
            open.FirstOffset = LeastOffset(rest, open.FirstOffset);
            store.Append(ref open, rest);
        }

        // Ids must not be kept alive by what lies here until the next session.
        events.Clear();
    }

    private static long LeastOffset(ReadOnlySpan<OpenEvent> events, long firstOffset)
    {
        var least = long.MaxValue;
        foreach (ref readonly var e in events)
        {
            least = Math.Min(least, OpenSession.OffsetOf(e, firstOffset));
        }

        return least;
    }

    private void Emit(ref OpenSession open, ReadOnlySpan<OpenEvent> part, long closeMs, SessionEnd reason)
    {
        if (_items.Length < part.Length)
        {
            _items = new ItemId[_ordered.Length];
            _weights = new float[_ordered.Length];
        }

        var first = 0;
        var length = 0;
        for (var i = 0; i < part.Length; i++)
        {
            ref readonly var e = ref part[i];
            if (rules.CollapseRepeats && length > 0 && e.IsOnItemOf(part[i - 1]))
            {
                _weights[length - 1] = Math.Max(_weights[length - 1], e.Weight);
                counts.CountCut(CutReason.Repeat);
                continue;
            }

            if (length == rules.MaxLength)
            {
                Emit(ref open, part[first..i], length, closeMs, SessionEnd.MaxLength);
                first = i;
                length = 0;
            }

            _items[length] = new ItemId(e.Item);
            _weights[length] = e.Weight;
            length++;
        }

        Emit(ref open, part[first..], length, closeMs, reason);
    }

    private void Emit(ref OpenSession open, ReadOnlySpan<OpenEvent> part, int length, long closeMs, SessionEnd reason)
    {
        var last = new SourcePosition(partition, open.OffsetOf(part[^1]));
        waiting.Add(new Session(new UserId(open.User!), _items[..length], _weights[..length], part[0].TimeMs, part[^1].TimeMs, reason)
        {
            Key = new StreamKey(closeMs, last),
            Earlier = pasts.ItemsOf(open.Past).ToArray(),
        });
        Remember(ref open, _items.AsSpan(0, length), closeMs);
    }

    private void Remember(ref OpenSession open, ReadOnlySpan<ItemId> items, long closeMs)
    {
        if (open.Past == PastItemsStore.None)
        {
            users.LinkPast(pasts.Begin(open.User!, open.Hash));
        }

        pasts.Add(open.Past, items, closeMs);
    }
}
