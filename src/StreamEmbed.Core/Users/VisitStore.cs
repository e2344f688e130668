using StreamEmbed.Events;

namespace StreamEmbed.Users;

/// <summary>The visits of all users.</summary>
/// <remarks>
/// What is remembered of a user follows from the user's events alone, not from how their partitions were interleaved while reading: the last
/// ones in order of (event time, partition, offset), as far as they are not older than the time to live before the very last.
/// A row grows by doubling, as most users never fill one.
/// </remarks>
/// <param name="limit">Most visits of a user.</param>
/// <param name="timeToLiveMs">How much older than the user's last one a visit may be.</param>
internal sealed class VisitStore(int limit, long timeToLiveMs)
{
    private readonly VisitRows[] _sizes = [.. Lengths(limit).Select(length => new VisitRows(length))];

    /// <summary>What is remembered of a user, oldest first.</summary>
    public Span<Visit> Of(in RememberedUser user) => _sizes[user.Size][user.Row][..user.Count];

    /// <summary>Begins to remember a user.</summary>
    public void Begin(ref RememberedUser user)
    {
        user.Count = 0;
        user.Size = 0;
        user.Row = _sizes[0].Rent();
        user.LastMs = long.MinValue;
    }

    /// <summary>Forgets everything of a user.</summary>
    public void End(in RememberedUser user) => _sizes[user.Size].Return(user.Row);

    /// <summary>Puts an event at its place in time; the oldest makes room. Those of one time and partition stay in the order they came.</summary>
    public void Add(ref RememberedUser user, in ItemEvent e)
    {
        if (e.TimeMs > user.LastMs)
        {
            user.LastMs = e.TimeMs;
            ForgetBefore(ref user, e.TimeMs - timeToLiveMs);
        }
        else if (user.LastMs - e.TimeMs > timeToLiveMs)
        {
            return;
        }

        var visits = Of(user);
        var place = visits.Length;
        while (place > 0 && IsBehind(visits[place - 1], e))
        {
            place--;
        }

        if (visits.Length == limit)
        {
            if (place == 0)
            {
                return;
            }

            visits[1..place].CopyTo(visits);
            place--;
        }
        else
        {
            visits = MakeRoom(ref user);
            visits[place..^1].CopyTo(visits[(place + 1)..]);
        }

        visits[place] = new Visit { Item = e.Item.Value, TimeMs = e.TimeMs, Weight = e.Weight, Partition = e.Position.Partition };
    }

    private static bool IsBehind(in Visit visit, in ItemEvent e) =>
        visit.TimeMs > e.TimeMs || (visit.TimeMs == e.TimeMs && visit.Partition > e.Position.Partition);

    private static IEnumerable<int> Lengths(int limit)
    {
        for (var length = 2; length < limit; length *= 2)
        {
            yield return length;
        }

        yield return limit;
    }

    private void ForgetBefore(ref RememberedUser user, long timeMs)
    {
        var visits = Of(user);
        var old = 0;
        while (old < visits.Length && visits[old].TimeMs < timeMs)
        {
            old++;
        }

        if (old > 0)
        {
            visits[old..].CopyTo(visits);
            visits[^old..].Clear();
            user.Count -= old;
        }
    }

    /// <summary>The visits with one more behind them that is still to be written.</summary>
    private Span<Visit> MakeRoom(ref RememberedUser user)
    {
        var rows = _sizes[user.Size];
        if (user.Count == rows.Length)
        {
            var larger = _sizes[++user.Size];
            var row = larger.Rent();
            rows[user.Row].CopyTo(larger[row]);
            rows.Return(user.Row);
            user.Row = row;
        }

        user.Count++;
        return Of(user);
    }
}
