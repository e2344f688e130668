using StreamEmbed.Events;

namespace StreamEmbed.Pipeline.Sources;

/// <summary>One partition of an <see cref="EventTimeAligner"/>: what is read of it and what is held back.</summary>
/// <param name="id">Its number.</param>
/// <param name="start">The offset that it is read from; null: from its beginning, wherever that is.</param>
internal sealed class AlignedPartition(int id, long? start = null)
{
    private bool _anyEvent;
    private bool _atEnd;
    private bool _endTold;
    private long _readNext = start ?? 0;
    private long _firstMs;
    private long _releasedMs = long.MinValue;

    public int Id { get; } = id;

    /// <summary>Events that wait, in the order of the partition.</summary>
    public Queue<ItemEvent> Held { get; } = [];

    /// <summary>Neither an event nor the end was seen yet: it may begin anywhere in time.</summary>
    public bool IsUnknown => !_anyEvent && Held.Count == 0 && !_atEnd;

    /// <summary>Everything in it is read and released.</summary>
    public bool IsDone => _atEnd && Held.Count == 0;

    /// <summary>Time of its first event, released or held; the greatest value when there is none.</summary>
    public long FirstMs => _anyEvent ? _firstMs : Held.TryPeek(out var e) ? e.TimeMs : long.MaxValue;

    /// <summary>How far it is in event time: its next event, or the newest one released.</summary>
    public long TimeMs => Held.Count > 0 ? Math.Max(Held.Peek().TimeMs, _releasedMs) : _anyEvent ? _releasedMs : long.MaxValue;

    /// <summary>Whether <see cref="Next"/> is known: something was read, or it was said where to start.</summary>
    public bool IsNextKnown { get; private set; } = start is not null;

    public long Next => Held.Count > 0 ? Held.Peek().Position.Offset : _readNext;

    public void Read(long next)
    {
        _readNext = next;
        IsNextKnown = true;
        _atEnd = false;
        _endTold = false;
    }

    public void EndReached(long next)
    {
        // An end that lies before what was read is over: going back to it would read records twice after a restart.
        if (next < _readNext)
        {
            return;
        }

        _readNext = next;
        IsNextKnown = true;
        _atEnd = true;
        _endTold = false;
    }

    /// <summary>Releases events in order until one is beyond the limit; returns how many.</summary>
    public int ReleaseUpTo(long limitMs, List<ItemEvent> into, int max)
    {
        var before = into.Count;
        while (into.Count < max && Held.TryPeek(out var e) && e.TimeMs <= limitMs)
        {
            Held.Dequeue();
            into.Add(e);
            _firstMs = _anyEvent ? _firstMs : e.TimeMs;
            _anyEvent = true;
            _releasedMs = Math.Max(_releasedMs, e.TimeMs);
        }

        return into.Count - before;
    }

    /// <summary>Whether its end is to be told now: once, when nothing is held any more.</summary>
    public bool TakeEnd()
    {
        var now = IsDone && !_endTold;
        _endTold |= now;
        return now;
    }
}
