using System.Diagnostics;
using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>The last items of the users of one partition, behind integer handles: context of their next session.</summary>
/// <remarks>
/// Made of closed sessions in the order of their closing, so that it follows from the partition's records alone. Bounded in users and in
/// event time: whoever's last session closed longest ago is forgotten first.
/// </remarks>
internal sealed class PastItemsStore(SessionRules rules, TrackerCounts counts)
{
    public const int None = PagedPool<PastItems>.None;

    private readonly PagedPool<PastItems> _users = new();
    private int _soonest = None;
    private int _latest = None;

    // Users whose last sessions closed at this instant are in the order of their ids.
    private long _orderedMs = long.MinValue;
    private string[] _ids = [];
    private int[] _handles = [];

    /// <summary>Number of users.</summary>
    public int Count => _users.Count;

    public ref PastItems this[int user] => ref _users[user];

    /// <summary>The user whose last session closed longest ago, or <see cref="None"/>; the next is <see cref="PastItems.Later"/>.</summary>
    public int Soonest => _soonest;

    /// <summary>Asks for the memory of a user's items ahead of its use.</summary>
    public void Prefetch(int user) => _users.Prefetch(user);

    /// <summary>Asks for the memory of those before and behind a user, which a close changes too.</summary>
    public void PrefetchNeighbours(int user)
    {
        ref readonly var past = ref _users[user];
        if (past.Sooner != None)
        {
            _users.Prefetch(past.Sooner);
        }

        if (past.Later != None)
        {
            _users.Prefetch(past.Later);
        }
    }

    /// <summary>The user's items, oldest first; none for <see cref="None"/>.</summary>
    public ReadOnlySpan<ItemId> ItemsOf(int user) => user == None ? [] : ((ReadOnlySpan<ItemId>)_users[user].Items)[.._users[user].Count];

    /// <summary>Number of items of all users.</summary>
    public int CountItems()
    {
        var items = 0;
        for (var user = _soonest; user != None; user = _users[user].Later)
        {
            items += _users[user].Count;
        }

        return items;
    }

    /// <summary>Begins to remember a user, still without items, as the one whose session closed last.</summary>
    public int Begin(string user, uint hash)
    {
        var handle = _users.Rent();
        ref var begun = ref _users[handle];
        begun.User = user;
        begun.Hash = hash;
        begun.Count = 0;
        begun.CloseMs = long.MinValue;
        LinkBehind(handle, _latest);
        return handle;
    }

    /// <summary>Adds the items of a session that closed.</summary>
    public void Add(int user, ReadOnlySpan<ItemId> items, long closeMs)
    {
        Unlink(user);
        ref var past = ref _users[user];
        past.CloseMs = closeMs;
        LinkBehind(user, _latest);
        Span<ItemId> row = past.Items;
        if (items.Length >= row.Length)
        {
            items[^row.Length..].CopyTo(row);
            past.Count = row.Length;
            return;
        }

        var tooMany = Math.Max(0, past.Count + items.Length - row.Length);
        row[tooMany..past.Count].CopyTo(row);
        items.CopyTo(row[(past.Count - tooMany)..]);
        past.Count += items.Length - tooMany;
    }

    /// <summary>The next user to be forgotten at a time, if there is one: silent for too long, or too many.</summary>
    /// <remarks>
    /// Too many counts only when the sessions that close in one millisecond have all closed: their order among each other means
    /// nothing, so nobody may be forgotten because of it.
    /// </remarks>
    public bool TryFindToForget(long timeMs, out int user)
    {
        user = _soonest;
        if (user == None)
        {
            return false;
        }

        if (timeMs - _users[user].CloseMs > rules.EarlierForMs)
        {
            counts.CountEarlierExpired();
            return true;
        }

        if (_users.Count > rules.EarlierUsers && _users[_latest].CloseMs != timeMs)
        {
            OrderSoonest();
            user = _soonest;
            counts.CountEarlierDisplaced();
            return true;
        }

        return false;
    }

    /// <summary>Forgets a user to whom nothing refers any more.</summary>
    public void Forget(int user)
    {
        Debug.Assert(_users[user].User is not null, "Only a remembered user can be forgotten.");
        Unlink(user);
        _users.Return(user);
    }

    /// <summary>
    /// Puts the users whose sessions closed in the millisecond of the soonest in the order of their ids: the order in which those
    /// closed would not be the same after a restart. Once for all of them, as with times in seconds there may be thousands.
    /// </summary>
    private void OrderSoonest()
    {
        var closeMs = _users[_soonest].CloseMs;
        if (closeMs == _orderedMs)
        {
            return;
        }

        _orderedMs = closeMs;
        var count = 0;
        for (var at = _soonest; at != None && _users[at].CloseMs == closeMs; at = _users[at].Later)
        {
            if (count == _ids.Length)
            {
                Array.Resize(ref _ids, Math.Max(16, 2 * count));
                Array.Resize(ref _handles, _ids.Length);
            }

            (_ids[count], _handles[count]) = (_users[at].User!, at);
            count++;
        }

        Array.Sort(_ids, _handles, 0, count, StringComparer.Ordinal);
        var sooner = None;
        for (var i = 0; count > 1 && i < count; i++)
        {
            Unlink(_handles[i]);
            LinkBehind(_handles[i], sooner);
            sooner = _handles[i];
        }

        Array.Clear(_ids, 0, count);
    }

    private void LinkBehind(int user, int sooner)
    {
        var later = sooner == None ? _soonest : _users[sooner].Later;
        ref var added = ref _users[user];
        added.Sooner = sooner;
        added.Later = later;
        if (sooner == None)
        {
            _soonest = user;
        }
        else
        {
            _users[sooner].Later = user;
        }

        if (later == None)
        {
            _latest = user;
        }
        else
        {
            _users[later].Sooner = user;
        }
    }

    private void Unlink(int user)
    {
        ref var removed = ref _users[user];
        if (removed.Sooner == None)
        {
            _soonest = removed.Later;
        }
        else
        {
            _users[removed.Sooner].Later = removed.Later;
        }

        if (removed.Later == None)
        {
            _latest = removed.Sooner;
        }
        else
        {
            _users[removed.Later].Sooner = removed.Sooner;
        }
    }
}
