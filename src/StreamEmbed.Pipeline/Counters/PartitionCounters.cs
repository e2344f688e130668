namespace StreamEmbed.Pipeline.Counters;

/// <summary>How far one partition is read.</summary>
public sealed class PartitionCounters(int partition)
{
    private Count _next;
    private Count _end;
    private Count _eventTimeMs;

    public int Partition { get; } = partition;

    /// <summary>Offset of the next unread record.</summary>
    public long Next => _next.Value;

    /// <summary>Unread records as far as the broker told.</summary>
    public long Lag => Math.Max(0, _end.Value - _next.Value);

    /// <summary>Event time of the newest event read, Unix milliseconds; 0 before the first.</summary>
    public long EventTimeMs => _eventTimeMs.Value;

    /// <summary>How old the newest event read is, seconds; 0 when nothing is unread.</summary>
    public double LagSeconds(long clockMs) => Lag == 0 || EventTimeMs == 0 ? 0 : Math.Max(0, clockMs - EventTimeMs) / 1000.0;

    internal void SetPosition(long next, long end)
    {
        _next.Set(next);
        _end.Set(end);
    }

    internal void SetEventTime(long timeMs)
    {
        if (timeMs > _eventTimeMs.Value)
        {
            _eventTimeMs.Set(timeMs);
        }
    }
}
