using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>The clicks of one partition that wait for slower partitions, in order.</summary>
internal sealed class WaitingClicks
{
    private ClickList _clicks = new();
    private ClickList _spare = new();
    private int _first;

    public int Count => _clicks.Count - _first;

    /// <summary>Adds a click and its context. It may come before others: a session that is forced out lets its last clicks go at once.</summary>
    public void Add(in SessionClick click, ReadOnlySpan<ItemId> before, ReadOnlySpan<ItemId> earlier)
    {
        _clicks.Add(click, before, earlier);
        _clicks.SettleLast(_first);
    }

    /// <summary>The first in order, if its key lies before a time.</summary>
    public bool TryPeekBefore(long timeMs, out StreamKey key)
    {
        key = Count > 0 ? _clicks.Clicks[_first].Key : default;
        return Count > 0 && key.TimeMs < timeMs;
    }

    /// <summary>Moves the first ones in order to the end of another list, as many as come in a row.</summary>
    /// <param name="lastMs">Greatest time of a key.</param>
    /// <param name="before">All keys must lie before this one; null: no such bound.</param>
    /// <param name="to">Takes them.</param>
    public void MoveWhile(long lastMs, StreamKey? before, ClickList to)
    {
        var clicks = _clicks.Clicks;
        var end = _first;
        while (end < clicks.Length && clicks[end].Key.TimeMs <= lastMs && (before is not { } bound || clicks[end].Key < bound))
        {
            end++;
        }

        to.Append(_clicks, _first, end);
        _first = end;
        if (_first == _clicks.Count)
        {
            _clicks.Clear();
            _first = 0;
        }
        else if (_first > 1_000 && _first > Count)
        {
            // Half of the room is not used any more: moving the rest costs each click one more copy.
            CopyTo(_spare);
            _clicks.Clear();
            (_clicks, _spare, _first) = (_spare, _clicks, 0);
        }
    }

    /// <summary>Copies all to the end of another list.</summary>
    public void CopyTo(ClickList to) => to.Append(_clicks, _first, _clicks.Count);
}
