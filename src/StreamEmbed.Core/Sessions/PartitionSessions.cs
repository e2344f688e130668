using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>The open sessions of one partition.</summary>
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
    private readonly WaitingSessions _closed;
    private readonly OpenSessionStore _sessions = new();
    private readonly UserTable _users;
    private readonly ClosingWheel _wheel;
    private readonly SessionCutter _cutter;
    private readonly List<int> _others = [];
    private OpenEvent[] _moved = [];

    public PartitionSessions(int partition, SessionRules rules, TrackerCounts counts, WaitingSessions closed)
    {
        _partition = partition;
        _rules = rules;
        _counts = counts;
        _closed = closed;
        _users = new UserTable(_sessions);
        _wheel = new ClosingWheel(_sessions, _users, rules);
        _cutter = new SessionCutter(_sessions, rules, partition, counts);
    }

    /// <summary>Number of open sessions.</summary>
    public int Open { get; private set; }

    /// <summary>Number of events in them.</summary>
    public int Events => _sessions.Events;

    /// <summary>Asks for the memory that finding a user reads first.</summary>
    public void PrefetchUser(uint hash) => _users.Prefetch(hash);

    /// <summary>Asks for the memory of the user's session, some time after <see cref="PrefetchUser"/>.</summary>
    public void PrefetchSession(uint hash) => _users.PrefetchSession(hash);

    /// <summary>Puts an event into the session that it joins or forms.</summary>
    /// <param name="e">The event.</param>
    /// <param name="hash"><see cref="UserTable.HashOf"/> its user.</param>
    /// <param name="watermarkMs">This partition's watermark before the event; every session that it has passed must be closed.</param>
    /// <param name="late">Set when the event is late.</param>
    public Admission Add(in ItemEvent e, uint hash, long watermarkMs, out LateEvent late)
    {
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
            Begin(e, hash, watermarkMs);
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

        ref var session = ref _sessions[earlier];
        if (startMs < session.StartMs && closeMs < _rules.CloseMs(session.StartMs, session.EndMs))
        {
            earlier = Rehouse(earlier);
            session = ref _sessions[earlier];
            session.StartMs = startMs;
            _wheel.Add(earlier);
        }

        session.StartMs = startMs;
        session.EndMs = endMs;
        _sessions.Append(ref session, e);
        return Admission.Taken;
    }

    /// <summary>Closes every session whose close lies before <paramref name="timeMs"/>.</summary>
    public void CloseBefore(long timeMs, SessionEnd reason)
    {
        while (_wheel.TryTakeBefore(timeMs, out var session))
        {
            ref var closing = ref _sessions[session];
            var closeMs = _rules.CloseMs(closing.StartMs, closing.EndMs);
            var lastMs = closing.StartMs + _rules.MaxDurationMs;
            if (closing.EndMs > lastMs)
            {
                _cutter.Cut(ref closing, lastMs, closeMs, SessionEnd.MaxDuration, _closed);
                _wheel.Add(session);
            }
            else
            {
                _users.Unlink(session);
                _cutter.Cut(ref closing, closing.EndMs, closeMs, reason, _closed);
                _sessions.Return(session);
                Open--;
            }
        }
    }

    /// <summary>Copies the open sessions.</summary>
    /// <param name="watermarkMs">The partition's watermark, which is kept elsewhere.</param>
    /// <param name="waiting">The partition's closed sessions that have not left.</param>
    public PartitionSessionsState Save(long watermarkMs, Session[] waiting) =>
        PartitionSessionsCopier.Save(_sessions, Open, _partition, watermarkMs, waiting);

    /// <summary>Takes over what was saved; only while there is no session yet.</summary>
    public void Restore(PartitionSessionsState state) => PartitionSessionsCopier.Restore(state, _sessions, Enter);

    /// <summary>The user's open sessions within a gap of the event, in order of time: none, one (twice) or two.</summary>
    private (int Earlier, int Later) Neighbours(in ItemEvent e, uint hash)
    {
        var (earlier, later) = (None, None);
        for (var at = _users.Find(e.User, hash); at != None; at = _sessions[at].NextOfUser)
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

    private void Begin(in ItemEvent e, uint hash, long watermarkMs)
    {
        if (Open >= _rules.MaxOpen)
        {
            ForceOut(watermarkMs);
        }

        var handle = _sessions.Begin(e.User, hash, e.TimeMs);
        ref var session = ref _sessions[handle];
        session.Minute = (int)(e.TimeMs / MinuteMs);
        session.TakenInMinute = 1;
        _sessions.Append(ref session, e);
        Enter(handle);
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
        _users.Unlink(session);
        _cutter.Cut(ref closing, closing.EndMs, watermarkMs, SessionEnd.TooManyOpen, _closed);
        _sessions.Return(session);
        Open--;
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
