using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>Makes closed sessions from the events of an open one: puts them in order, drops repeats, cuts what is too long.</summary>
/// <remarks>Everything is decided on the ordered events, so that it does not depend on the order in which they came.</remarks>
internal sealed class SessionCutter(PagedPool<OpenEvent> events, SessionRules rules, int partition, TrackerCounts counts)
{
    private OpenEvent[] _ordered = new OpenEvent[64];
    private ItemId[] _items = new ItemId[64];
    private float[] _weights = new float[64];

    /// <summary>
    /// Closes the part of a session up to <paramref name="lastMs"/> and gives its events back to the pool; the session is left
    /// with the later events, or with none.
    /// </summary>
    /// <param name="open">The session.</param>
    /// <param name="lastMs">Greatest event time of the part, inclusive.</param>
    /// <param name="closeMs">The part's <see cref="SessionKey.CloseMs"/>.</param>
    /// <param name="reason">Why it ends.</param>
    /// <param name="closed">Takes the part: one session, or several when it is longer than allowed.</param>
    public void Cut(ref OpenSession open, long lastMs, long closeMs, SessionEnd reason, WaitingSessions closed)
    {
        var count = TakeInOrder(ref open);
        var part = count;
        while (part > 0 && _ordered[part - 1].TimeMs > lastMs)
        {
            part--;
        }

        Emit(new UserId(open.User!), _ordered.AsSpan(0, part), closeMs, reason, closed);
        PutBack(ref open, _ordered.AsSpan(part, count - part));
        Array.Clear(_ordered, 0, count);
    }

    private int TakeInOrder(ref OpenSession open)
    {
        var count = open.Count;
        if (_ordered.Length < count)
        {
            var length = Math.Max(count, 2 * _ordered.Length);
            _ordered = new OpenEvent[length];
            _items = new ItemId[length];
            _weights = new float[length];
        }

        var handle = open.LastCome;
        var inOrder = true;
        for (var i = count - 1; i >= 0; i--)
        {
            _ordered[i] = events[handle];
            inOrder &= i == count - 1 || Compare(_ordered[i], _ordered[i + 1]) < 0;
            events.Return(handle);
            handle = _ordered[i].Next;
        }

        if (!inOrder)
        {
            _ordered.AsSpan(0, count).Sort(static (a, b) => Compare(a, b));
        }

        return count;
    }

    private static int Compare(in OpenEvent a, in OpenEvent b)
    {
        var byTime = a.TimeMs.CompareTo(b.TimeMs);
        return byTime != 0 ? byTime : a.Offset.CompareTo(b.Offset);
    }

    private void Emit(UserId user, ReadOnlySpan<OpenEvent> part, long closeMs, SessionEnd reason, WaitingSessions closed)
    {
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
                closed.Add(Make(user, part[first..i], length, closeMs, SessionEnd.MaxLength));
                first = i;
                length = 0;
            }

            _items[length] = new ItemId(e.Item);
            _weights[length] = e.Weight;
            length++;
        }

        closed.Add(Make(user, part[first..], length, closeMs, reason));
    }

    private Session Make(UserId user, ReadOnlySpan<OpenEvent> part, int length, long closeMs, SessionEnd reason) =>
        new(user, _items[..length], _weights[..length], part[0].TimeMs, part[^1].TimeMs, reason)
        {
            Key = new SessionKey(closeMs, new SourcePosition(partition, part[^1].Offset)),
        };

    private void PutBack(ref OpenSession open, ReadOnlySpan<OpenEvent> rest)
    {
        open.Count = rest.Length;
        open.LastCome = PagedPool<OpenEvent>.None;
        foreach (var e in rest)
        {
            var handle = events.Rent();
            events[handle] = e with { Next = open.LastCome };
            open.LastCome = handle;
        }

        if (rest.Length > 0)
        {
            open.StartMs = rest[0].TimeMs;
            open.EndMs = rest[^1].TimeMs;
        }
    }
}
