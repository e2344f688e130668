namespace StreamEmbed.Sessions;

/// <summary>Event time of each partition and of the stream.</summary>
/// <remarks>
/// A partition's watermark is the greatest event time seen in it - the allowed disorder. The stream's is the least of those of
/// the active partitions; finished and idle ones do not count. It can fall back, namely to the watermark of a partition that
/// was idle and has events again.
/// </remarks>
internal sealed class StreamTime
{
    private const long NotCaughtUp = long.MaxValue;

    private readonly SessionRules _rules;
    private readonly long[] _watermarks;
    private readonly long[] _caughtUpSince;
    private readonly Activity[] _activities;

    private int _inactive;
    private long _clockMs = long.MinValue;

    public StreamTime(int partitions, SessionRules rules)
    {
        _rules = rules;
        _watermarks = new long[partitions];
        _caughtUpSince = new long[partitions];
        _activities = new Activity[partitions];
        Array.Fill(_watermarks, long.MinValue);
        Array.Fill(_caughtUpSince, NotCaughtUp);
    }

    private enum Activity : byte
    {
        Active,
        Idle,
        Finished,
    }

    /// <summary>
    /// What closes before this time may leave: the stream's watermark; the clock when all partitions are idle;
    /// <see cref="long.MaxValue"/> when all are finished; <see cref="long.MinValue"/> until every active partition had an event.
    /// </summary>
    public long LeaveBeforeMs { get; private set; } = long.MinValue;

    /// <summary>
    /// Event time of the stream. Never the clock: an old log that was read to its end is still as old as its events, and nothing
    /// in it may expire because of the year on the wall.
    /// </summary>
    public long StreamMs => _inactive < _activities.Length ? LeaveBeforeMs : _watermarks.Max();

    /// <summary>Whether some partition's sessions close by the stream's time instead of their own.</summary>
    public bool AnyInactive => _inactive > 0;

    public bool IsIdle(int partition) => _activities[partition] == Activity.Idle;

    public bool IsFinished(int partition) => _activities[partition] == Activity.Finished;

    public long WatermarkMs(int partition) => _watermarks[partition];

    /// <summary>An event was read. True when it moved its partition's watermark.</summary>
    public bool Read(int partition, long timeMs)
    {
        _caughtUpSince[partition] = NotCaughtUp;
        var wasIdle = _activities[partition] == Activity.Idle;
        var before = _watermarks[partition];
        var moved = timeMs - _rules.OutOfOrderMs > before;
        if (moved)
        {
            _watermarks[partition] = timeMs - _rules.OutOfOrderMs;
        }

        if (wasIdle)
        {
            Set(partition, Activity.Active);
        }

        if (wasIdle || (moved && before == LeaveBeforeMs))
        {
            FindLeaveBefore();
        }

        return moved;
    }

    /// <summary>Goes on with a watermark that was saved.</summary>
    public void Restore(int partition, long watermarkMs)
    {
        _watermarks[partition] = watermarkMs;
        FindLeaveBefore();
    }

    public void EndReached(int partition, long clockMs)
    {
        if (_caughtUpSince[partition] == NotCaughtUp)
        {
            _caughtUpSince[partition] = clockMs;
        }
    }

    public void AdvanceClock(long clockMs)
    {
        _clockMs = Math.Max(_clockMs, clockMs);
        if (_rules.IdleAfterMs == 0)
        {
            return;
        }

        for (var partition = 0; partition < _activities.Length; partition++)
        {
            var since = _caughtUpSince[partition];
            if (_activities[partition] == Activity.Active && since != NotCaughtUp && _clockMs - since >= _rules.IdleAfterMs)
            {
                Set(partition, Activity.Idle);
            }
        }

        FindLeaveBefore();
    }

    public void Finish(int partition)
    {
        Set(partition, Activity.Finished);
        FindLeaveBefore();
    }

    private void Set(int partition, Activity activity)
    {
        _activities[partition] = activity;
        _inactive = _activities.Count(a => a != Activity.Active);
    }

    private void FindLeaveBefore()
    {
        var least = long.MaxValue;
        var anyIdle = false;
        for (var partition = 0; partition < _activities.Length; partition++)
        {
            if (_activities[partition] == Activity.Active)
            {
                least = Math.Min(least, _watermarks[partition]);
            }

            anyIdle |= _activities[partition] == Activity.Idle;
        }

        LeaveBeforeMs = _inactive < _activities.Length ? least : anyIdle ? _clockMs : long.MaxValue;
    }
}
