using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>The open sessions of one partition, its clicks that are not released, and its users' earlier items.</summary>
/// <remarks>
/// Knows no other partition: what it does follows from this partition's records alone, so that it is the same however the
/// partitions were interleaved, and can move to another process with the partition. A user with events in two partitions has
/// sessions in both.
/// </remarks>
internal sealed class PartitionSessions
{
    private const int None = OpenSessionStore.None;
    private const long MinuteMs = 60_000;

    private readonly int _partition;
    private readonly SessionRules _rules;
    private readonly TrackerCounts _counts;
    private readonly OpenSessionStore _sessions = new();
    private readonly PastItemsStore _pasts;
    private readonly UserTable _users;
    private readonly PendingClicks _clicks;
    private readonly ClickContexts _contexts;
    private readonly ClosingWheel _wheel;
    private readonly SessionCutter _cutter;
    private readonly List<int> _others = [];
    private OpenEvent[] _moved = [];

    public PartitionSessions(int partition, SessionRules rules, TrackerCounts counts, WaitingSessions waitingSessions, WaitingClicks waitingClicks)
    {
        _partition = partition;
        _rules = rules;
        _counts = counts;
        _pasts = new PastItemsStore(rules, counts);
        _users = new UserTable(_sessions, _pasts);
        _clicks = new PendingClicks(_sessions, _pasts, rules.OutOfOrderMs);
        _contexts = new ClickContexts(_sessions, _users, _pasts, rules, partition, waitingClicks, counts);
        _wheel = new ClosingWheel(_sessions, _users, _pasts, rules);
        _cutter = new SessionCutter(_sessions, _users, _pasts, rules, partition, waitingSessions, counts);
    }

    /// <summary>Number of open sessions.</summary>
    public int Open { get; private set; }

    /// <summary>Number of events in them.</summary>
    public int Events => _sessions.Events;

    /// <summary>Number of clicks that the watermark has not released.</summary>
    public int Clicks => _clicks.Count;

    /// <summary>Number of users whose earlier items are remembered.</summary>
    public int EarlierUsers => _pasts.Count;

    /// <summary>Asks for the memory that finding a user reads first.</summary>
    public void PrefetchUser(uint hash) => _users.Prefetch(hash);

    /// <summary>Asks for the memory of the user's session, some time after <see cref="PrefetchUser"/>.</summary>
    public void PrefetchSession(uint hash) => _users.PrefetchSession(hash);

    /// <summary>Puts an event into the session that it joins or forms.</summary>
    /// <param name="e">The event.</param>
    /// <param name="hash"><see cref="UserTable.HashOf"/> its user.</param>
    /// <param name="watermarkMs">This partition's watermark before the event; every session that it has passed must be closed.</param>
    /// <param name="late">Set when the event is late.</param>
    /// <param name="session">The session that took the event, to be given to <see cref="AddClick"/>.</param>
    public Admission Add(in ItemEvent e, uint hash, long watermarkMs, out LateEvent late, out int session)
    {
        session = None;
        var (earlier, later) = Neighbours(e, hash);
        var startMs = earlier != None ? Math.Min(_sessions[earlier].StartMs, e.TimeMs) : e.TimeMs;
        var endMs = later != None ? Math.Max(_sessions[later].EndMs, e.TimeMs) : e.TimeMs;
        var closeMs = _rules.CloseMs(startMs, endMs);
        if (closeMs < watermarkMs)
        {
            late = new LateEvent(e, watermarkMs - closeMs, earlier == None ? LateReason.SessionClosed : LateReason.PartClosed);
            return Admission.Late;
        }

        late = default;
        if (earlier == None)
        {
            session = Begin(e, hash, watermarkMs);
            return Admission.Taken;
        }

        if (IsTooFast(earlier, later, e.TimeMs))
        {
            _counts.CountCut(CutReason.TooFast);
            return Admission.Cut;
        }

        if (earlier != later)
        {
            Merge(earlier, later);
        }

        ref var joined = ref _sessions[earlier];
        if (startMs < joined.StartMs && closeMs < _rules.CloseMs(joined.StartMs, joined.EndMs))
        {
            earlier = Rehouse(earlier);
            joined = ref _sessions[earlier];
            joined.StartMs = startMs;
            _wheel.Add(earlier);
        }

        joined.StartMs = startMs;
        joined.EndMs = endMs;
        _sessions.Add(ref joined, e);
        session = earlier;
        return Admission.Taken;
    }

    /// <summary>Keeps the click of an event that was taken until it is released.</summary>
    /// <param name="e">The event.</param>
    /// <param name="session">Where it is.</param>
    /// <param name="hash"><see cref="UserTable.HashOf"/> its user.</param>
    /// <param name="keyMs">Time of the click's key.</param>
    /// <param name="watermarkMs">This partition's watermark.</param>
    public void AddClick(in ItemEvent e, int session, uint hash, long keyMs, long watermarkMs)
    {
        var click = new PendingClick { KeyMs = keyMs, Offset = e.Position.Offset, Session = session, Hash = hash };
        _clicks.Add(click, watermarkMs);
    }

    /// <summary>Releases every click whose key and closes every session whose close lies before a time, in the order of both.</summary>
    public void ReleaseBefore(long timeMs, SessionEnd end, ClickRelease release)
    {
        while (_clicks.TryTakeBefore(timeMs, out var click))
        {
            CloseBefore(click.KeyMs, end);
            ForgetPasts(click.KeyMs);
            _contexts.Release(click, click.KeyMs, release);
        }

        CloseBefore(timeMs, end);
    }

    /// <summary>Copies the open sessions.</summary>
    /// <param name="watermarkMs">The partition's watermark, which is kept elsewhere.</param>
    /// <param name="waiting">The partition's closed sessions that have not left.</param>
    /// <param name="waitingClicks">The partition's released clicks that have not left.</param>
    public PartitionSessionsState Save(long watermarkMs, Session[] waiting, ClickList waitingClicks) =>
        PartitionSessionsCopier.Save(_sessions, _pasts, _clicks, Open, _partition, watermarkMs, waiting, waitingClicks);

    /// <summary>Takes over what was saved; only while there is no session yet.</summary>
    public void Restore(PartitionSessionsState state) => PartitionSessionsCopier.Restore(state, _sessions, _pasts, _clicks, _users, Enter);

    /// <summary>The user's open sessions within a gap of the event, in order of time: none, one (twice) or two.</summary>
    private (int Earlier, int Later) Neighbours(in ItemEvent e, uint hash)
    {
        var (earlier, later) = (None, None);
        for (var at = _users.Find(e.User.Value, hash); at != None; at = _sessions[at].NextOfUser)
        {
            ref var session = ref _sessions[at];
            if (e.TimeMs < session.StartMs - _rules.GapMs || e.TimeMs > session.EndMs + _rules.GapMs)
            {
                continue;
            }

            if (earlier == None || session.StartMs < _sessions[earlier].StartMs)
            {
                earlier = at;
            }

            if (later == None || session.EndMs > _sessions[later].EndMs)
            {
                later = at;
            }
        }

        return (earlier, later);
    }

    private void CloseBefore(long timeMs, SessionEnd end)
    {
        while (_wheel.TryTakeBefore(timeMs, out var session))
        {
            ref var closing = ref _sessions[session];
            var closeMs = _rules.CloseMs(closing.StartMs, closing.EndMs);
            var lastMs = closing.StartMs + _rules.MaxDurationMs;
            ForgetPasts(closeMs);
            if (closing.EndMs > lastMs)
            {
                _cutter.Cut(ref closing, lastMs, closeMs, SessionEnd.MaxDuration);
                _wheel.Add(session);
            }
            else
            {
                Close(session, closeMs, end);
            }
        }
    }

    private void Close(int session, long closeMs, SessionEnd end)
    {
        ref var closing = ref _sessions[session];
        _cutter.Cut(ref closing, closing.EndMs, closeMs, end);
        _users.Unlink(session);
        _sessions.Return(session);
        Open--;
    }

    private void ForgetPasts(long timeMs)
    {
        while (_pasts.TryFindToForget(timeMs, out var user))
        {
            _users.UnlinkPast(user);
            _pasts.Forget(user);
        }
    }

    private int Begin(in ItemEvent e, uint hash, long watermarkMs)
    {
        if (Open >= _rules.MaxOpen)
        {
            ForceOut(watermarkMs);
        }

        var handle = _sessions.Begin(e.User, hash, e.TimeMs);
        ref var session = ref _sessions[handle];
        session.Minute = (int)(e.TimeMs / MinuteMs);
        session.TakenInMinute = 1;
        _sessions.Add(ref session, e);
        Enter(handle);
        return handle;
    }

    private void Enter(int session)
    {
        _users.Link(session);
        _wheel.Add(session);
        Open++;
    }

    /// <summary>Counts the event for its user's latest minute; stragglers of earlier minutes count too, so that no order of times evades the bound.</summary>
    private bool IsTooFast(int earlier, int later, long timeMs)
    {
        var minute = (int)(timeMs / MinuteMs);
        ref var session = ref _sessions[later];
        if (minute > session.Minute)
        {
            session.Minute = minute;
            session.TakenInMinute = 0;
        }

        if (session.TakenInMinute >= _rules.MaxPerMinute)
        {
            return true;
        }

        session.TakenInMinute++;
        ref var kept = ref _sessions[earlier];
        kept.Minute = session.Minute;
        kept.TakenInMinute = session.TakenInMinute;
        return false;
    }

    /// <summary>Moves the events of the later session to the earlier one.</summary>
    private void Merge(int earlier, int later)
    {
        _users.Unlink(later);
        ref var kept = ref _sessions[earlier];
        ref var gone = ref _sessions[later];
        kept.FirstOffset = Math.Min(kept.FirstOffset, gone.FirstOffset);
        var count = _sessions.TakeAll(ref gone, ref _moved);
        _sessions.Append(ref kept, _moved.AsSpan(0, count));
        _moved.AsSpan(0, count).Clear();
        gone.User = null;
        Open--;
        _counts.CountMerge();
    }

    /// <summary>Moves a session to a new handle: its close moved towards the past, and its place in the wheel would be too late.</summary>
    private int Rehouse(int session)
    {
        _users.Unlink(session);
        var moved = _sessions.Move(session);
        _users.Link(moved);
        return moved;
    }

    /// <summary>Closes the session that would close first. It is behind no session that left: the watermark has not passed it.</summary>
    private void ForceOut(long watermarkMs)
    {
        var session = TakeFirst();
        ref var closing = ref _sessions[session];
        var events = new EventsFromLast(_sessions, ref closing);
        while (events.MoveNext())
        {
            // With its session a click loses its context: it goes now, if it has not gone.
            ref var e = ref events.Current;
            if (_clicks.TryTake(Math.Max(e.TimeMs, watermarkMs), closing.OffsetOf(e), out var click))
            {
                _contexts.Release(click, watermarkMs, ClickRelease.TooManyOpen);
            }
        }

        ForgetPasts(watermarkMs);
        while (closing.EndMs - closing.StartMs > _rules.MaxDurationMs)
        {
            _cutter.Cut(ref closing, closing.StartMs + _rules.MaxDurationMs, watermarkMs, SessionEnd.MaxDuration);
        }

        Close(session, watermarkMs, SessionEnd.TooManyOpen);
    }

    /// <summary>
    /// Takes the session out of the wheel that closes first; of several the one whose first record came first. The wheel's own
    /// order among them would not be the same after a restart.
    /// </summary>
    private int TakeFirst()
    {
        _wheel.TryTakeBefore(long.MaxValue, out var first);
        var closeMs = _rules.CloseMs(_sessions[first].StartMs, _sessions[first].EndMs);
        _others.Clear();
        while (_wheel.TryTakeBefore(closeMs + 1, out var other))
        {
            if (_sessions[other].FirstOffset < _sessions[first].FirstOffset)
            {
                (first, other) = (other, first);
            }

            _others.Add(other);
        }

        foreach (var other in _others)
        {
            _wheel.Add(other);
        }

        return first;
    }
}
