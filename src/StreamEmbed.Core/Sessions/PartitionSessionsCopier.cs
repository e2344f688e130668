using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>Copies open sessions out of a store into columns, and back.</summary>
internal static class PartitionSessionsCopier
{
    /// <summary>Copies all open sessions of a partition.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="open">Their number.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="watermarkMs">Its watermark.</param>
    /// <param name="waiting">Its closed sessions that have not left.</param>
    public static PartitionSessionsState Save(OpenSessionStore store, int open, int partition, long watermarkMs, Session[] waiting)
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
            Waiting = waiting,
        };

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
                at++;
            }
        }

        return state;
    }

    /// <summary>Makes the saved sessions again in a store.</summary>
    /// <param name="state">What was saved.</param>
    /// <param name="store">Where to.</param>
    /// <param name="enter">Called with each one when it is whole.</param>
    public static void Restore(PartitionSessionsState state, OpenSessionStore store, Action<int> enter)
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
                store.Append(ref session, e);
            }

            session.Minute = state.Minutes[saved];
            session.TakenInMinute = state.TakenInMinute[saved];
            enter(handle);
        }
    }
}
