using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>Looks up, at the instant when a click is released, what stands before it in its session and in the user's earlier ones.</summary>
internal sealed class ClickContexts(
    OpenSessionStore sessions,
    UserTable users,
    PastItemsStore pasts,
    SessionRules rules,
    int partition,
    WaitingClicks waiting,
    TrackerCounts counts)
{
    private const int None = OpenSessionStore.None;

    // Events looked at for one context. Only a user who loads one page over and over has more than this for ten items; without a
    // bound such a user would cost the square of the events.
    private const int LookBack = 64;

    private readonly ItemId[] _before = new ItemId[ClickList.MostBefore];
    private readonly ItemId[] _earlier = new ItemId[ClickList.MostEarlier];

    /// <summary>Lets a click go with its context.</summary>
    /// <param name="click">The click; its session is open.</param>
    /// <param name="keyMs">Time of its key.</param>
    /// <param name="reason">Why now.</param>
    public void Release(in PendingClick click, long keyMs, ClickRelease reason)
    {
        var handle = SessionOf(click);
        ref var session = ref sessions[handle];
        var at = new EventsFromLast(sessions, ref session);
        while (at.MoveNext() && (at.Current.TimeMs != click.TimeMs || at.Current.OffsetLow != (uint)click.Offset))
        {
        }

        var item = at.Current.Item;
        var weight = at.Current.Weight;
        var firstBefore = FillBack(_before, at, item, out var heaviest);
        weight -= heaviest;
        if (weight <= 0)
        {
            counts.CountClickRepeated();
            return;
        }

        var key = new StreamKey(keyMs, new SourcePosition(partition, click.Offset));
        waiting.Add(new SessionClick(new UserId(click.User), new ItemId(item), click.TimeMs, weight, key), _before.AsSpan(firstBefore), EarlierThan(handle));
        counts.CountClick(reason);
    }

    /// <summary>Its open session: where it was when the click came, unless that was joined to another or moved.</summary>
    private int SessionOf(in PendingClick click)
    {
        if (click.Session != None && Holds(click.Session, click))
        {
            return click.Session;
        }

        var at = users.Find(click.User, UserTable.HashOf(new UserId(click.User)));
        while (!Holds(at, click))
        {
            at = sessions[at].NextOfUser;
        }

        return at;
    }

    // Open sessions of a user are more than a gap apart, so the one that spans the click's time holds the click.
    private bool Holds(int handle, in PendingClick click)
    {
        ref var session = ref sessions[handle];
        return session.StartMs <= click.TimeMs && click.TimeMs <= session.EndMs && string.Equals(session.User, click.User, StringComparison.Ordinal);
    }

    /// <summary>The user's last items before this session: of open sessions before it, then of the past.</summary>
    private ReadOnlySpan<ItemId> EarlierThan(int handle)
    {
        ref var session = ref sessions[handle];
        var first = _earlier.Length;
        var startMs = session.StartMs;
        while (first > 0 && session.MayHaveOthers && OpenBefore(session.User!, session.Hash, startMs) is not None and var older)
        {
            // Seldom: the user came back while the session before still took late events.
            startMs = sessions[older].StartMs;
            first = FillBack(_earlier.AsSpan(0, first), new EventsFromLast(sessions, ref sessions[older]), null, out _);
        }

        var past = pasts.ItemsOf(session.Past);
        if (first == _earlier.Length)
        {
            return past;
        }

        past = past[^Math.Min(past.Length, first)..];
        past.CopyTo(_earlier.AsSpan(first - past.Length));
        return _earlier.AsSpan(first - past.Length);
    }

    private int OpenBefore(string user, uint hash, long startMs)
    {
        var latest = None;
        for (var at = users.Find(user, hash); at != None; at = sessions[at].NextOfUser)
        {
            if (sessions[at].StartMs < startMs && (latest == None || sessions[at].StartMs > sessions[latest].StartMs))
            {
                latest = at;
            }
        }

        return latest;
    }

    /// <summary>Fills a span from its end with the items before a place, leaving out repeats when these are collapsed.</summary>
    /// <param name="items">Is filled from the end.</param>
    /// <param name="at">The place.</param>
    /// <param name="next">The item at the place, if any.</param>
    /// <param name="heaviest">Greatest weight of the events directly before the place that <paramref name="next"/> repeats; 0 if none.</param>
    /// <returns>Where the items begin.</returns>
    private int FillBack(Span<ItemId> items, EventsFromLast at, string? next, out float heaviest)
    {
        heaviest = 0;
        var first = items.Length;
        var inRun = true;
        for (var look = 0; look < LookBack && first > 0 && at.MoveNext(); look++)
        {
            ref var e = ref at.Current;
            if (rules.CollapseRepeats && next is not null && string.Equals(e.Item, next, StringComparison.Ordinal))
            {
                heaviest = inRun ? Math.Max(heaviest, e.Weight) : heaviest;
                continue;
            }

            inRun = false;
            next = e.Item;
            items[--first] = new ItemId(next);
        }

        return first;
    }
}
