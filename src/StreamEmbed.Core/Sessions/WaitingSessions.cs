namespace StreamEmbed.Sessions;

/// <summary>The closed sessions of one partition that wait for slower partitions, in order.</summary>
/// <remarks>A queue and not a heap: a partition closes its sessions in order but for those of one millisecond and those forced out.</remarks>
internal sealed class WaitingSessions
{
    private Session?[] _sessions = new Session?[16];
    private int _first;
    private int _end;

    public int Count => _end - _first;

    public void Add(Session session)
    {
        if (_end == _sessions.Length)
        {
            MakeRoom();
        }

        var at = _end++;
        for (; at > _first && _sessions[at - 1]!.Key > session.Key; at--)
        {
            _sessions[at] = _sessions[at - 1];
        }

        _sessions[at] = session;
    }

    /// <summary>The first in order, if its key lies before a time.</summary>
    public bool TryPeekBefore(long timeMs, out StreamKey key)
    {
        key = Count > 0 ? _sessions[_first]!.Key : default;
        return Count > 0 && key.TimeMs < timeMs;
    }

    /// <summary>Takes the first in order.</summary>
    public Session TakeFirst()
    {
        var session = _sessions[_first]!;
        _sessions[_first++] = null;
        if (_first == _end)
        {
            (_first, _end) = (0, 0);
        }

        return session;
    }

    /// <summary>All of them, in order.</summary>
    public Session[] ToArray() => [.. _sessions.AsSpan(_first, Count)!];

    private void MakeRoom()
    {
        var count = Count;
        if (_first > _sessions.Length / 2)
        {
            // Half of the room is not used any more: moving the rest costs each session one more step.
            Array.Copy(_sessions, _first, _sessions, 0, count);
            Array.Clear(_sessions, count, _first);
        }
        else
        {
            var larger = new Session?[2 * _sessions.Length];
            Array.Copy(_sessions, _first, larger, 0, count);
            _sessions = larger;
        }

        (_first, _end) = (0, count);
    }
}
