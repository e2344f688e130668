namespace StreamEmbed.Sessions;

/// <summary>
/// What its own partition has released and the stream's time has not passed: from here clicks and sessions leave in one order, by time, at
/// equal times clicks first, then by position.
/// </summary>
internal sealed class LeavingOrder
{
    private readonly PriorityQueue<Session, StreamKey> _sessions = new();
    private readonly WaitingClicks[] _clicks;
    private readonly PriorityQueue<int, StreamKey> _firstClicks = new();

    /// <param name="partitions">Number of partitions; below, each is named by its index.</param>
    public LeavingOrder(int partitions)
    {
        _clicks = [.. Enumerable.Range(0, partitions).Select(_ => new WaitingClicks())];
    }

    /// <summary>Number of sessions that wait.</summary>
    public int Sessions => _sessions.Count;

    /// <summary>Number of clicks that wait.</summary>
    public int Clicks => _clicks.Sum(clicks => clicks.Count);

    public void Add(Session session) => _sessions.Enqueue(session, session.Key);

    /// <summary>The waiting clicks of a partition, to be added to.</summary>
    public WaitingClicks ClicksOf(int index) => _clicks[index];

    /// <summary>The waiting sessions of a partition, in their order.</summary>
    public Session[] SessionsOf(int partition) =>
        [.. _sessions.UnorderedItems.Where(item => item.Priority.Position.Partition == partition).OrderBy(item => item.Priority).Select(item => item.Element)];

    /// <summary>Lets everything go whose key lies before a time. At the very time it still waits: another partition may have something for the same millisecond.</summary>
    /// <param name="timeMs">The stream's time.</param>
    /// <param name="output">Takes it in order.</param>
    /// <param name="counts">Counts the sessions.</param>
    public void LeaveBefore(long timeMs, SessionOutput output, TrackerCounts counts)
    {
        for (var index = 0; index < _clicks.Length; index++)
        {
            if (_clicks[index].TryPeekBefore(timeMs, out var key))
            {
                _firstClicks.Enqueue(index, key);
            }
        }

        // In turns: the partition whose click is first gives clicks until another partition's click or a session is before its next.
        while (_firstClicks.TryDequeue(out var index, out _))
        {
            var clicks = _clicks[index];
            var isAlone = !_firstClicks.TryPeek(out _, out var otherKey);
            while (clicks.TryPeekBefore(timeMs, out var key))
            {
                if (!isAlone && otherKey < key)
                {
                    _firstClicks.Enqueue(index, key);
                    break;
                }

                LeaveSessionsBefore(key.TimeMs, output, counts);
                clicks.MoveFirst(output.Clicks);
            }
        }

        LeaveSessionsBefore(timeMs, output, counts);
    }

    private void LeaveSessionsBefore(long timeMs, SessionOutput output, TrackerCounts counts)
    {
        while (_sessions.TryPeek(out var session, out var key) && key.TimeMs < timeMs)
        {
            _sessions.Dequeue();
            output.Add(session);
            counts.CountClosed(session.End);
        }
    }
}
