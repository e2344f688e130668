using System.Runtime.CompilerServices;
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
        var handle = click.Session;
        if (!TryFind(handle, click.Offset, out var at))
        {
            handle = FindMoved(click, out at);
        }

        ref var session = ref sessions[handle];
        ref var e = ref at.Current;
        var firstBefore = FillBack(_before, at, ref e, out var heaviest);
        var weight = e.Weight - heaviest;
        if (weight <= 0)
        {
            counts.CountClickRepeated();
            return;
        }

        var key = new StreamKey(keyMs, new SourcePosition(partition, click.Offset));
        waiting.Add(new SessionClick(new UserId(session.User!), new ItemId(e.Item), e.TimeMs, weight, key), _before.AsSpan(firstBefore), EarlierThan(ref session));
        counts.CountClick(reason);
    }

    /// <summary>Looks for a click in a session, which may be gone, or have become another's.</summary>
    private bool TryFind(int handle, long offset, out EventsFromLast at)
    {
        ref var session = ref sessions[handle];
        at = new EventsFromLast(sessions, ref session);
        while (at.MoveNext())
        {
            // No two events of a partition share an offset.
            if (at.Current.OffsetLow == (uint)offset)
            {
                return session.User is not null;
            }
        }

        return false;
    }

    /// <summary>The session of a click that was joined to another since the click came, or moved.</summary>
    private int FindMoved(scoped in PendingClick click, out EventsFromLast at)
    {
        foreach (var first in users.FindAll(click.Hash))
        {
            for (var handle = first; handle != None; handle = sessions[handle].NextOfUser)
            {
                if (TryFind(handle, click.Offset, out at))
                {
                    return handle;
                }
            }
        }

        throw new InvalidOperationException($"The click at offset {click.Offset} of partition {partition} is in no open session.");
    }

    /// <summary>The user's last items before this session: of open sessions before it, then of the past.</summary>
    private ReadOnlySpan<ItemId> EarlierThan(ref OpenSession session)
    {
        var first = _earlier.Length;
        var startMs = session.StartMs;
        while (first > 0 && session.MayHaveOthers && OpenBefore(session.User!, session.Hash, startMs) is not None and var older)
        {
            // Seldom: the user came back while the session before still took late events.
            startMs = sessions[older].StartMs;
            first = FillBack(_earlier.AsSpan(0, first), new EventsFromLast(sessions, ref sessions[older]), ref Unsafe.NullRef<OpenEvent>(), out _);
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
    /// <param name="next">The event at the place; the null reference if none.</param>
    /// <param name="heaviest">Greatest weight of the events directly before the place that <paramref name="next"/> repeats; 0 if none.</param>
    /// <returns>Where the items begin.</returns>
    private int FillBack(Span<ItemId> items, EventsFromLast at, ref OpenEvent next, out float heaviest)
    {
        heaviest = 0;
        var first = items.Length;
        var inRun = true;
        for (var look = 0; look < LookBack && first > 0 && at.MoveNext(); look++)
        {
            ref var e = ref at.Current;
            if (rules.CollapseRepeats && !Unsafe.IsNullRef(ref next) && e.IsOnItemOf(next))
            {
                heaviest = inRun ? Math.Max(heaviest, e.Weight) : heaviest;
                continue;
            }

            inRun = false;
            next = ref e;
            items[--first] = new ItemId(e.Item);
        }

        return first;
    }
}
