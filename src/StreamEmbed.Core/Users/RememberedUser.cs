using StreamEmbed.Events;

namespace StreamEmbed.Users;

/// <summary>One user's history while it is kept, with the links of the order in which users fell silent.</summary>
internal sealed class RememberedUser(UserId user, int limit)
{
    private Visit[] _visits = new Visit[Math.Min(limit, 2)];
    private int _count;

    public UserId User { get; } = user;

    /// <summary>Greatest event time of the user.</summary>
    public long LastMs { get; private set; } = long.MinValue;

    public bool IsChanged { get; set; }

    public bool IsForgotten { get; set; }

    public RememberedUser? SilentLonger { get; set; }

    public RememberedUser? SilentShorter { get; set; }

    /// <summary>Puts an event at its place in time; the oldest makes room. Events at the same time stay in the order they came.</summary>
    public void Add(in ItemEvent e)
    {
        LastMs = Math.Max(LastMs, e.TimeMs);
        var place = _count;
        while (place > 0 && _visits[place - 1].TimeMs > e.TimeMs)
        {
            place--;
        }

        if (_count == limit)
        {
            if (place == 0)
            {
                return;
            }

            Array.Copy(_visits, 1, _visits, 0, place - 1);
            place--;
        }
        else
        {
            if (_count == _visits.Length)
            {
                Array.Resize(ref _visits, Math.Min(limit, 2 * _count));
            }

            Array.Copy(_visits, place, _visits, place + 1, _count - place);
            _count++;
        }

        _visits[place] = new Visit { Item = e.Item.Value, TimeMs = e.TimeMs, Weight = e.Weight };
    }

    /// <summary>What is remembered, oldest first.</summary>
    public ReadOnlySpan<Visit> Visits => _visits.AsSpan(0, _count);

    public UserHistory Copy()
    {
        var items = new ItemId[_count];
        var times = new long[_count];
        var weights = new float[_count];
        for (var i = 0; i < _count; i++)
        {
            items[i] = new ItemId(_visits[i].Item);
            times[i] = _visits[i].TimeMs;
            weights[i] = _visits[i].Weight;
        }

        return new UserHistory(User, items, times, weights);
    }
}
