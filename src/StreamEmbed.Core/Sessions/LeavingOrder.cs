namespace StreamEmbed.Sessions;

/// <summary>
/// What its own partition has released and the stream's time has not passed: from here clicks and sessions leave in one order, by time, at
/// equal times clicks first, then by position.
/// </summary>
internal sealed class LeavingOrder
{
    private readonly WaitingSessions[] _sessions;
    private readonly WaitingClicks[] _clicks;

    // The partitions that have something to let go, by the first of it. Empty between calls.
    private readonly PriorityQueue<int, StreamKey> _firstSessions = new();
    private readonly PriorityQueue<int, StreamKey> _firstClicks = new();

    /// <param name="partitions">Number of partitions; below, each is named by its index.</param>
    public LeavingOrder(int partitions)
    {
        _sessions = [.. Enumerable.Range(0, partitions).Select(_ => new WaitingSessions())];
        _clicks = [.. Enumerable.Range(0, partitions).Select(_ => new WaitingClicks())];
    }

    /// <summary>Number of sessions that wait.</summary>
    public int Sessions => _sessions.Sum(sessions => sessions.Count);

    /// <summary>Number of clicks that wait.</summary>
    public int Clicks => _clicks.Sum(clicks => clicks.Count);

    /// <summary>The waiting sessions of a partition, to be added to.</summary>
    public WaitingSessions SessionsOf(int index) => _sessions[index];

    /// <summary>The waiting clicks of a partition, to be added to.</summary>
    public WaitingClicks ClicksOf(int index) => _clicks[index];

    /// <summary>Lets everything go whose key lies before a time. At the very time it still waits: another partition may have something for the same millisecond.</summary>
    /// <param name="timeMs">The stream's time.</param>
    /// <param name="output">Takes it in order.</param>
    /// <param name="counts">Counts the sessions.</param>
    public void LeaveBefore(long timeMs, SessionOutput output, TrackerCounts counts)
    {
        for (var index = 0; index < _clicks.Length; index++)
        {
            if (_clicks[index].TryPeekBefore(timeMs, out var click))
            {
                _firstClicks.Enqueue(index, click);
            }

            if (_sessions[index].TryPeekBefore(timeMs, out var session))
            {
                _firstSessions.Enqueue(index, session);
            }
        }

        // In turns: the partition whose click is first gives clicks until another partition's click or a session is before its next.
        while (_firstClicks.TryDequeue(out var index, out var key))
        {
            LeaveSessionsBefore(key.TimeMs, timeMs, output, counts);
            var untilMs = _firstSessions.TryPeek(out _, out var session) ? Math.Min(session.TimeMs, timeMs - 1) : timeMs - 1;
            var isAlone = !_firstClicks.TryPeek(out _, out var other);
            _clicks[index].MoveWhile(untilMs, isAlone ? null : other, output.Clicks);
            if (_clicks[index].TryPeekBefore(timeMs, out var next))
            {
                _firstClicks.Enqueue(index, next);
            }
        }

        LeaveSessionsBefore(timeMs, timeMs, output, counts);
    }

    /// <summary>Lets the sessions go whose keys lie before a time, which is not later than <paramref name="limitMs"/>, the stream's.</summary>
    private void LeaveSessionsBefore(long beforeMs, long limitMs, SessionOutput output, TrackerCounts counts)
    {
        while (_firstSessions.TryPeek(out var index, out var key) && key.TimeMs < beforeMs)
        {
            var session = _sessions[index].TakeFirst();
            output.Add(session);
            counts.CountClosed(session.End);
            if (_sessions[index].TryPeekBefore(limitMs, out var next))
            {
                _firstSessions.DequeueEnqueue(index, next);
            }
            else
            {
                _firstSessions.Dequeue();
            }
        }
    }
}
