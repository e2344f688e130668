using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>Copies the sessions, clicks and users of a partition into columns, and back.</summary>
internal static class PartitionSessionsCopier
{
    /// <summary>Copies everything that a partition knows.</summary>
    /// <param name="store">Its open sessions.</param>
    /// <param name="pasts">Its users' earlier items.</param>
    /// <param name="clicks">Its clicks that are not released.</param>
    /// <param name="open">Number of open sessions.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="watermarkMs">Its watermark.</param>
    /// <param name="waiting">Its closed sessions that have not left.</param>
    /// <param name="waitingClicks">Its released clicks that have not left.</param>
    public static PartitionSessionsState Save(
        OpenSessionStore store,
        PastItemsStore pasts,
        PendingClicks clicks,
        int open,
        int partition,
        long watermarkMs,
        Session[] waiting,
        ClickList waitingClicks)
    {
        var state = new PartitionSessionsState
        {
            Partition = partition,
            WatermarkMs = watermarkMs,
            Users = new string[open],
            EventCounts = new int[open],
            Minutes = new int[open],
            TakenInMinute = new int[open],
            Items = new string[store.Events],
            TimesMs = new long[store.Events],
            Offsets = new long[store.Events],
            Weights = new float[store.Events],
            IsClickPending = new bool[store.Events],
            EarlierUsers = new string[pasts.Count],
            EarlierCloseMs = new long[pasts.Count],
            EarlierCounts = new int[pasts.Count],
            EarlierItems = new string[pasts.CountItems()],
            Waiting = waiting,
            WaitingClicks = waitingClicks,
        };

        SavePasts(state, pasts);
        SaveSessions(state, store, clicks.Offsets());
        return state;
    }

    private static void SavePasts(PartitionSessionsState state, PastItemsStore pasts)
    {
        var (saved, at) = (0, 0);
        for (var user = pasts.Soonest; user != PastItemsStore.None; user = pasts[user].Later)
        {
            state.EarlierUsers[saved] = pasts[user].User!;
            state.EarlierCloseMs[saved] = pasts[user].CloseMs;
            state.EarlierCounts[saved] = pasts[user].Count;
            saved++;
            foreach (var item in pasts.ItemsOf(user))
            {
                state.EarlierItems[at++] = item.Value;
            }
        }
    }

    private static void SaveSessions(PartitionSessionsState state, OpenSessionStore store, HashSet<long> pending)
    {
        var events = new OpenEvent[64];
        var (saved, at) = (0, 0);
        for (var handle = 0; handle < store.HandlesGiven; handle++)
        {
            ref var session = ref store[handle];
            if (session.User is null)
            {
                // Free, or merged into another.
                continue;
            }

            state.Users[saved] = session.User;
            state.EventCounts[saved] = session.Count;
            state.Minutes[saved] = session.Minute;
            state.TakenInMinute[saved] = session.TakenInMinute;
            saved++;

            store.CopyAll(in session, ref events);
            foreach (ref readonly var e in events.AsSpan(0, session.Count))
            {
                state.Items[at] = e.Item;
                state.TimesMs[at] = e.TimeMs;
                state.Offsets[at] = session.OffsetOf(e);
                state.Weights[at] = e.Weight;
                state.IsClickPending[at] = pending.Contains(state.Offsets[at]);
                at++;
            }
        }
    }

    /// <summary>Makes everything that was saved again.</summary>
    /// <param name="state">What was saved.</param>
    /// <param name="store">Takes the open sessions.</param>
    /// <param name="pasts">Takes the users' earlier items.</param>
    /// <param name="clicks">Takes the clicks.</param>
    /// <param name="users">Is told of the users' earlier items.</param>
    /// <param name="enter">Called with each session when it is whole.</param>
    public static void Restore(
        PartitionSessionsState state,
        OpenSessionStore store,
        PastItemsStore pasts,
        PendingClicks clicks,
        UserTable users,
        Action<int> enter)
    {
        RestorePasts(state, pasts, users);
        var pending = new List<PendingClick>();
        RestoreSessions(state, store, pending, enter);

        // In their order, as the clicks came: so each goes to its bucket.
        pending.Sort(static (a, b) => (a.KeyMs, a.Offset).CompareTo((b.KeyMs, b.Offset)));
        foreach (var click in pending)
        {
            clicks.Add(click, state.WatermarkMs);
        }
    }

    private static void RestorePasts(PartitionSessionsState state, PastItemsStore pasts, UserTable users)
    {
        var items = Array.ConvertAll(state.EarlierItems, item => new ItemId(item));
        var at = 0;
        for (var saved = 0; saved < state.EarlierUsers.Length; saved++)
        {
            var user = state.EarlierUsers[saved];
            var past = pasts.Begin(user, UserTable.HashOf(new UserId(user)));
            users.LinkPast(past);
            pasts.Add(past, items.AsSpan(at, state.EarlierCounts[saved]), state.EarlierCloseMs[saved]);
            at += state.EarlierCounts[saved];
        }
    }

    private static void RestoreSessions(PartitionSessionsState state, OpenSessionStore store, List<PendingClick> pending, Action<int> enter)
    {
        var at = 0;
        for (var saved = 0; saved < state.Users.Length; saved++)
        {
            var user = new UserId(state.Users[saved]);
            var handle = store.Begin(user, UserTable.HashOf(user), state.TimesMs[at]);
            ref var session = ref store[handle];
            for (var end = at + state.EventCounts[saved]; at < end; at++)
            {
                var e = new ItemEvent(
                    user, new ItemId(state.Items[at]), state.TimesMs[at], state.Weights[at], new SourcePosition(state.Partition, state.Offsets[at]));
                session.StartMs = Math.Min(session.StartMs, e.TimeMs);
                session.EndMs = Math.Max(session.EndMs, e.TimeMs);
                store.Add(ref session, e);
                if (state.IsClickPending[at])
                {
                    // A pending click's key is not before the watermark, and the watermark never stood later than now.
                    var keyMs = Math.Max(e.TimeMs, state.WatermarkMs);
                    pending.Add(new PendingClick { KeyMs = keyMs, Offset = e.Position.Offset, Session = handle, Hash = session.Hash });
                }
            }

            session.Minute = state.Minutes[saved];
            session.TakenInMinute = state.TakenInMinute[saved];
            enter(handle);
        }
    }
}
