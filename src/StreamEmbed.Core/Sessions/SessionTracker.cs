using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>Makes sessions of the events of one topic, in event time.</summary>
/// <remarks>
/// <para>
/// A user's events belong together while no pause is longer than the gap; a late event that bridges two open sessions joins
/// them. A session closes, once and for good, when its partition's watermark has passed last event + gap + grace; it leaves,
/// in the order of <see cref="Session.Key"/>, when the stream's watermark has passed that too. So the same log gives the same
/// sessions in the same order, however the partitions were interleaved. docs/sessions.md draws it.
/// </para>
/// <para>
/// Sessions are per user and partition: topics are keyed by user, and this keeps each partition's state whole by itself.
/// Events of one partition must come in the order of their offsets.
/// </para>
/// <para>
/// Only <see cref="EndReached"/> and <see cref="AdvanceClock"/> bring in the clock; with <see cref="SessionOptions.IdleAfter"/>
/// 0 they change nothing. Has one owner: no method may run beside another. Keeps the id strings that it was given for as long
/// as their session is open: equal ids should be the same string.
/// </para>
/// </remarks>
public sealed class SessionTracker
{
    // Events between two stations of AddAll: what they take to process covers the wait for memory, and they fit the first cache.
    private const int FetchAhead = 6;

    private readonly int[] _indexOf;
    private readonly PartitionSessions[] _partitions;
    private readonly StreamTime _time;
    private readonly LeavingOrder _leaving;

    /// <summary>A tracker that has seen nothing.</summary>
    /// <param name="options">The rules; checked by <see cref="SessionOptions.Faults"/> before.</param>
    /// <param name="partitions">Numbers of the partitions that will be read, each once.</param>
    /// <exception cref="ArgumentException">There is no partition, or one twice, or a negative one.</exception>
    public SessionTracker(SessionOptions options, IReadOnlyList<int> partitions)
    {
        if (partitions.Count == 0 || partitions.Distinct().Count() < partitions.Count || partitions.Min() < 0)
        {
            throw new ArgumentException($"Partitions must be different numbers from 0, but are [{string.Join(", ", partitions)}].", nameof(partitions));
        }

        var rules = new SessionRules(options, partitions.Count);
        _time = new StreamTime(partitions.Count, rules);
        _leaving = new LeavingOrder(partitions.Count);
        _partitions = [.. partitions.Select((partition, index) =>
            new PartitionSessions(partition, rules, Counts, _leaving.SessionsOf(index), _leaving.ClicksOf(index)))];
        _indexOf = new int[partitions.Max() + 1];
        Array.Fill(_indexOf, -1);
        for (var index = 0; index < partitions.Count; index++)
        {
            _indexOf[partitions[index]] = index;
        }
    }

    /// <summary>What left since it was last cleared.</summary>
    public SessionOutput Output { get; } = new();

    public TrackerCounts Counts { get; } = new();

    /// <summary>Sessions that take events; those that wait to leave are not among them.</summary>
    public int OpenSessions => _partitions.Sum(partition => partition.Open);

    /// <summary>Events in the open sessions: with <see cref="OpenSessions"/> they say what the tracker's memory is.</summary>
    public int OpenEvents => _partitions.Sum(partition => partition.Events);

    /// <summary>Closed sessions that wait for slower partitions before they leave.</summary>
    public int WaitingSessions => _leaving.Sessions;

    /// <summary>Clicks that were taken and have not left: those of the allowed disorder, and those that wait for slower partitions.</summary>
    public int WaitingClicks => _leaving.Clicks + _partitions.Sum(partition => partition.Clicks);

    /// <summary>Users whose last items are remembered as context of their next session.</summary>
    public int EarlierUsers => _partitions.Sum(partition => partition.EarlierUsers);

    /// <summary>
    /// Event time of the stream, Unix milliseconds: the least watermark of the active partitions, or the greatest of all when
    /// none is active; <see cref="long.MinValue"/> until each active one had an event. Falls back when a partition that was idle
    /// has events again that are older than the others'.
    /// </summary>
    public long WatermarkMs => _time.StreamMs;

    /// <summary>A partition's own watermark, Unix milliseconds; <see cref="long.MinValue"/> until it had an event.</summary>
    public long PartitionWatermarkMs(int partition) => _time.WatermarkMs(IndexOf(partition));

    /// <summary>Takes the next event of its partition.</summary>
    /// <returns>What became of it; a late event is in <see cref="Output"/> too.</returns>
    /// <exception cref="InvalidOperationException">The partition's input has ended.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The event's time is 71,000 years from 1970 or more.</exception>
    public Admission Add(in ItemEvent e)
    {
        var admission = Add(e, IndexOf(e.Position.Partition), UserTable.HashOf(e.User));
        HandOn();
        return admission;
    }

    /// <summary>
    /// Takes many events: the same as <see cref="Add(in ItemEvent)"/> for each in turn, but faster when there
    /// are many open sessions, because the memory of a session is asked for before its turn comes.
    /// </summary>
    /// <param name="events">The events.</param>
    /// <param name="admissions">Receives what became of each, same length.</param>
    /// <exception cref="ArgumentException"><paramref name="admissions"/> is too short.</exception>
    /// <exception cref="InvalidOperationException">The input of an event's partition has ended.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An event's time is 71,000 years from 1970 or more.</exception>
    public void AddAll(ReadOnlySpan<ItemEvent> events, Span<Admission> admissions)
    {
        if (admissions.Length < events.Length)
        {
            throw new ArgumentException($"{events.Length} events need as many admissions, not {admissions.Length}.", nameof(admissions));
        }

        // Each event passes four stations: its user's id is asked for; the id is hashed and its place in the table asked for; its
        // session is asked for; it is taken.
        Span<uint> hashes = stackalloc uint[4 * FetchAhead];
        for (var turn = 0; turn < events.Length + (3 * FetchAhead); turn++)
        {
            if (turn < events.Length)
            {
                CacheHint.Fetch(events[turn].User.Value);
            }

            var hashed = turn - FetchAhead;
            if ((uint)hashed < (uint)events.Length)
            {
                var hash = UserTable.HashOf(events[hashed].User);
                hashes[hashed % (4 * FetchAhead)] = hash;
                PartitionOf(events[hashed]).PrefetchUser(hash);
            }

            var found = turn - (2 * FetchAhead);
            if ((uint)found < (uint)events.Length)
            {
                PartitionOf(events[found]).PrefetchSession(hashes[found % (4 * FetchAhead)]);
            }

            var taken = turn - (3 * FetchAhead);
            if (taken >= 0)
            {
                ref readonly var e = ref events[taken];
                admissions[taken] = Add(e, IndexOf(e.Position.Partition), hashes[taken % (4 * FetchAhead)]);
                if (_time.AnyInactive)
                {
                    HandOn();
                }
            }
        }

        // What leaves has one order, so it may as well leave together.
        HandOn();
    }

    /// <summary>Everything in the partition has been read as of <paramref name="clockMs"/>; its next event ends this state.</summary>
    public void EndReached(int partition, long clockMs) => _time.EndReached(IndexOf(partition), clockMs);

    /// <summary>
    /// Partitions whose end was reached <see cref="SessionOptions.IdleAfter"/> ago no longer hold time back: their sessions close
    /// by the time of the others, with reason <see cref="SessionEnd.Idle"/>; when that is so for all, by the clock.
    /// </summary>
    /// <param name="clockMs">Now, Unix milliseconds.</param>
    public void AdvanceClock(long clockMs)
    {
        _time.AdvanceClock(clockMs);
        HandOn();
    }

    /// <summary>
    /// A partition's fixed input was read to its end: it no longer holds time back, and its open sessions leave, in their order,
    /// with reason <see cref="SessionEnd.EndOfInput"/>.
    /// </summary>
    public void Close(int partition)
    {
        _time.Finish(IndexOf(partition));
        HandOn();
    }

    /// <summary>The whole fixed input was read to its end: everything leaves.</summary>
    public void CloseAll()
    {
        for (var index = 0; index < _partitions.Length; index++)
        {
            _time.Finish(index);
        }

        HandOn();
    }

    /// <summary>
    /// Copies everything that the next events depend on, by partition. <see cref="Output"/> and <see cref="Counts"/> are not in
    /// it, nor what came from the clock: partitions are active again until their end is reached anew.
    /// </summary>
    public IReadOnlyList<PartitionSessionsState> Save()
    {
        var states = new List<PartitionSessionsState>(_partitions.Length);
        for (var partition = 0; partition < _indexOf.Length; partition++)
        {
            if (_indexOf[partition] is >= 0 and var index)
            {
                states.Add(_partitions[index].Save(_time.WatermarkMs(index), _leaving.SessionsOf(index).ToArray(), WaitingClicksOf(index)));
            }
        }

        return states;
    }

    /// <summary>
    /// Goes on where a saved tracker stood: from here on both do the same with the same events. Only before the first event.
    /// Partitions that were not saved start from nothing.
    /// </summary>
    /// <param name="states">What <see cref="Save"/> gave, of one tracker or of several with different partitions.</param>
    /// <exception cref="InvalidOperationException">The tracker has seen events.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A state is of a partition that is not this tracker's.</exception>
    public void Restore(IEnumerable<PartitionSessionsState> states)
    {
        if (OpenSessions > 0 || WaitingSessions > 0 || _partitions.Select((_, index) => _time.WatermarkMs(index)).Max() > long.MinValue)
        {
            throw new InvalidOperationException("Only a tracker that has seen no event can take over a saved state.");
        }

        foreach (var state in states)
        {
            var index = IndexOf(state.Partition);
            _partitions[index].Restore(state);
            _time.Restore(index, state.WatermarkMs);
            foreach (var session in state.Waiting)
            {
                _leaving.SessionsOf(index).Add(session);
            }

            for (var click = 0; click < state.WaitingClicks.Count; click++)
            {
                _leaving.ClicksOf(index).Add(state.WaitingClicks.Clicks[click], state.WaitingClicks.Before(click), state.WaitingClicks.Earlier(click));
            }
        }
    }

    private ClickList WaitingClicksOf(int index)
    {
        var clicks = new ClickList();
        _leaving.ClicksOf(index).CopyTo(clicks);
        return clicks;
    }

    private PartitionSessions PartitionOf(in ItemEvent e) => _partitions[IndexOf(e.Position.Partition)];

    private Admission Add(in ItemEvent e, int index, uint hash)
    {
        if (_time.IsFinished(index))
        {
            throw new InvalidOperationException($"Partition {e.Position.Partition} was ended, but has an event at offset {e.Position.Offset}.");
        }

        if (e.TimeMs is <= -OpenEvent.TimeLimitMs or >= OpenEvent.TimeLimitMs)
        {
            throw new ArgumentOutOfRangeException(nameof(e), e.TimeMs, "No calendar has this event time.");
        }

        Counts.CountEvent(e.TimeSource);
        var partition = _partitions[index];
        var beforeMs = _time.WatermarkMs(index);
        var admission = partition.Add(e, hash, beforeMs, out var late, out var session);
        if (admission == Admission.Late)
        {
            Output.Late.Add(late);
            Counts.CountLate(late.Reason);
        }

        var moved = _time.Read(index, e.TimeMs);
        if (moved)
        {
            partition.ReleaseBefore(_time.WatermarkMs(index), SessionEnd.Gap, ClickRelease.Watermark);
        }

        if (admission == Admission.Taken)
        {
            // By the watermark on arrival, not by the one that the event itself has made.
            partition.AddClick(e, session, hash, Math.Max(e.TimeMs, beforeMs), _time.WatermarkMs(index));
        }

        return admission;
    }

    private void HandOn()
    {
        if (_time.AnyInactive)
        {
            ReleaseInactive();
        }

        _leaving.LeaveBefore(_time.LeaveBeforeMs, Output, Counts);
    }

    private void ReleaseInactive()
    {
        for (var index = 0; index < _partitions.Length; index++)
        {
            if (_time.IsFinished(index))
            {
                _partitions[index].ReleaseBefore(_time.LeaveBeforeMs, SessionEnd.EndOfInput, ClickRelease.EndOfInput);
            }
            else if (_time.IsIdle(index))
            {
                _partitions[index].ReleaseBefore(_time.LeaveBeforeMs, SessionEnd.Idle, ClickRelease.Idle);
            }
        }
    }

    private int IndexOf(int partition)
    {
        var index = (uint)partition < (uint)_indexOf.Length ? _indexOf[partition] : -1;
        return index >= 0
            ? index
            : throw new ArgumentOutOfRangeException(nameof(partition), partition, "The tracker was not made for this partition.");
    }
}
