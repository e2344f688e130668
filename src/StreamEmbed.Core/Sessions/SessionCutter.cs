using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>Makes closed sessions from the events of an open one: puts them in order, drops repeats, cuts what is too long.</summary>
/// <remarks>Everything is decided on the ordered events, so that it does not depend on the order in which they came.</remarks>
internal sealed class SessionCutter(OpenSessionStore store, SessionRules rules, int partition, TrackerCounts counts)
{
    private OpenEvent[] _ordered = new OpenEvent[64];
    private ItemId[] _items = [];
    private float[] _weights = [];

    /// <summary>Closes the part of a session up to <paramref name="lastMs"/>; the session is left with the later events, or with none.</summary>
    /// <param name="open">The session.</param>
    /// <param name="lastMs">Greatest event time of the part, inclusive.</param>
    /// <param name="closeMs">The part's <see cref="SessionKey.CloseMs"/>.</param>
    /// <param name="reason">Why it ends.</param>
    /// <param name="closed">Takes the part: one session, or several when it is longer than allowed.</param>
    public void Cut(ref OpenSession open, long lastMs, long closeMs, SessionEnd reason, WaitingSessions closed)
    {
        var events = TakeInOrder(ref open);
        var part = events.Length;
        while (part > 0 && events[part - 1].TimeMs > lastMs)
        {
            part--;
        }

        Emit(new UserId(open.User!), open.FirstOffset, events[..part], closeMs, reason, closed);
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

    private Span<OpenEvent> TakeInOrder(ref OpenSession open)
    {
        var count = store.TakeAll(ref open, ref _ordered);
        var events = _ordered.AsSpan(0, count);
        for (var i = 1; i < count; i++)
        {
            if (Compare(events[i - 1], events[i], open.FirstOffset) > 0)
            {
                Sort(events, open.FirstOffset);
                break;
            }
        }

        return events;
    }

    // Apart, because the comparison is an object, and most sessions are in order already.
    private static void Sort(Span<OpenEvent> events, long firstOffset) => events.Sort((a, b) => Compare(a, b, firstOffset));

    private static long LeastOffset(ReadOnlySpan<OpenEvent> events, long firstOffset)
    {
        var least = long.MaxValue;
        foreach (ref readonly var e in events)
        {
            least = Math.Min(least, OpenSession.OffsetOf(e, firstOffset));
        }

        return least;
    }

    private static int Compare(in OpenEvent a, in OpenEvent b, long firstOffset)
    {
        var byTime = a.TimeMs.CompareTo(b.TimeMs);
        return byTime != 0 ? byTime : OpenSession.OffsetOf(a, firstOffset).CompareTo(OpenSession.OffsetOf(b, firstOffset));
    }

    private void Emit(UserId user, long firstOffset, ReadOnlySpan<OpenEvent> part, long closeMs, SessionEnd reason, WaitingSessions closed)
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
            if (rules.CollapseRepeats && length > 0 && string.Equals(_items[length - 1].Value, e.Item, StringComparison.Ordinal))
            {
                _weights[length - 1] = Math.Max(_weights[length - 1], e.Weight);
                counts.CountCut(CutReason.Repeat);
                continue;
            }

            if (length == rules.MaxLength)
            {
                closed.Add(Make(user, firstOffset, part[first..i], length, closeMs, SessionEnd.MaxLength));
                first = i;
                length = 0;
            }

            _items[length] = new ItemId(e.Item);
            _weights[length] = e.Weight;
            length++;
        }

        closed.Add(Make(user, firstOffset, part[first..], length, closeMs, reason));
    }

    private Session Make(UserId user, long firstOffset, ReadOnlySpan<OpenEvent> part, int length, long closeMs, SessionEnd reason) =>
        new(user, _items[..length], _weights[..length], part[0].TimeMs, part[^1].TimeMs, reason)
        {
            Key = new SessionKey(closeMs, new SourcePosition(partition, OpenSession.OffsetOf(part[^1], firstOffset))),
        };
}
