using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>
/// From a user to the first of their open sessions, or to their past items when none is open: open addressing, 8 bytes a
/// place, at most 7/8 full.
/// </summary>
/// <remarks>
/// Not <see cref="Dictionary{TKey, TValue}"/>: that keeps the id, a hash and a link beside the value, 24 bytes and more, of which the id
/// and the hash are in the session already.
/// </remarks>
internal sealed class UserTable(OpenSessionStore sessions, PastItemsStore pasts)
{
    private const int None = OpenSessionStore.None;

    private Place[] _places = new Place[16];
    private int _count;

    public static uint HashOf(UserId user) => UserHash.Of(user.Value);

    /// <summary>The user's first open session, or <see cref="OpenSessionStore.None"/>.</summary>
    public int Find(string user, uint hash)
    {
        var link = _places[PlaceOf(user, hash)].Link;
        return link > 0 ? link - 1 : None;
    }

    /// <summary>The first open session of each user with this hash.</summary>
    public IEnumerable<int> FindAll(uint hash)
    {
        var mask = _places.Length - 1;
        for (var at = (int)hash & mask; _places[at].Link != 0; at = (at + 1) & mask)
        {
            if (_places[at].Hash == hash && _places[at].Link > 0)
            {
                yield return _places[at].Link - 1;
            }
        }
    }

    /// <summary>Asks for the memory that <see cref="Find"/> reads first.</summary>
    public void Prefetch(uint hash) => CacheHint.Fetch(in _places[(int)hash & (_places.Length - 1)]);

    /// <summary>Asks for the memory of the session that <see cref="Find"/> will most likely find, or of the past items.</summary>
    public void PrefetchSession(uint hash)
    {
        var link = _places[(int)hash & (_places.Length - 1)].Link;
        if (link > 0)
        {
            sessions.Prefetch(link - 1);
        }
        else if (link < 0)
        {
            pasts.Prefetch(-link - 1);
        }
    }

    /// <summary>Puts a new open session before the user's others and tells it of the user's past.</summary>
    public void Link(int session)
    {
        ref var added = ref sessions[session];
        ref var place = ref _places[PlaceOf(added.User!, added.Hash)];
        switch (place.Link)
        {
            case 0:
                Insert(added.Hash, session + 1);
                return;
            case > 0:
                added.NextOfUser = place.Link - 1;
                added.Past = sessions[added.NextOfUser].Past;
                added.MayHaveOthers = true;
                sessions[added.NextOfUser].MayHaveOthers = true;
                break;
            default:
                added.Past = -place.Link - 1;
                break;
        }

        place.Link = session + 1;
    }

    /// <summary>Takes an open session out of its user's chain; after the last one there is only the user's past, or nothing.</summary>
    public void Unlink(int session)
    {
        ref var removed = ref sessions[session];
        var at = PlaceOf(removed.User!, removed.Hash);
        var first = _places[at].Link - 1;
        if (first != session)
        {
            ref var before = ref sessions[first];
            while (before.NextOfUser != session)
            {
                before = ref sessions[before.NextOfUser];
            }

            before.NextOfUser = removed.NextOfUser;
        }
        else if (removed.NextOfUser != None)
        {
            _places[at].Link = removed.NextOfUser + 1;
        }
        else if (removed.Past != PastItemsStore.None)
        {
            _places[at].Link = -removed.Past - 1;
        }
        else
        {
            Remove(at);
        }

        removed.NextOfUser = None;
    }

    /// <summary>Makes past items known to the user's open sessions, or, when none is open, to the table.</summary>
    public void LinkPast(int past)
    {
        ref var linked = ref pasts[past];
        var link = _places[PlaceOf(linked.User!, linked.Hash)].Link;
        if (link == 0)
        {
            Insert(linked.Hash, -past - 1);
        }
        else
        {
            SetPast(link - 1, past);
        }
    }

    /// <summary>Takes past items away from whoever refers to them.</summary>
    public void UnlinkPast(int past)
    {
        ref var removed = ref pasts[past];
        var at = PlaceOf(removed.User!, removed.Hash);
        if (_places[at].Link < 0)
        {
            Remove(at);
        }
        else
        {
            SetPast(_places[at].Link - 1, PastItemsStore.None);
        }
    }

    private void SetPast(int firstSession, int past)
    {
        for (var at = firstSession; at != None; at = sessions[at].NextOfUser)
        {
            sessions[at].Past = past;
        }
    }

    /// <summary>The user's place, or the empty place where the search ended.</summary>
    private int PlaceOf(string user, uint hash)
    {
        var mask = _places.Length - 1;
        for (var at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            var place = _places[at];
            if (place.Link == 0 || (place.Hash == hash && string.Equals(UserOf(place.Link), user, StringComparison.Ordinal)))
            {
                return at;
            }
        }
    }

    private string? UserOf(int link) => link > 0 ? sessions[link - 1].User : pasts[-link - 1].User;

    private void Insert(uint hash, int link)
    {
        if (_count + 1 > _places.Length / 8 * 7)
        {
            Grow();
        }

        _count++;
        Settle(_places, new Place { Hash = hash, Link = link });
    }

    private void Grow()
    {
        var larger = new Place[2 * _places.Length];
        foreach (var place in _places)
        {
            if (place.Link != 0)
            {
                Settle(larger, place);
            }
        }

        _places = larger;
    }

    private static void Settle(Place[] places, Place added)
    {
        var mask = places.Length - 1;
        var at = (int)added.Hash & mask;
        while (places[at].Link != 0)
        {
            at = (at + 1) & mask;
        }

        places[at] = added;
    }

    /// <summary>Closes the hole by moving later places of the same run back: no tombstones that would slow every later search.</summary>
    private void Remove(int hole)
    {
        _count--;
        var mask = _places.Length - 1;
        for (var at = (hole + 1) & mask; _places[at].Link != 0; at = (at + 1) & mask)
        {
            var home = (int)_places[at].Hash & mask;
            if (((at - home) & mask) >= ((at - hole) & mask))
            {
                _places[hole] = _places[at];
                hole = at;
            }
        }

        _places[hole] = default;
    }

    private struct Place
    {
        public uint Hash;

        /// <summary>0: empty. Above: handle of the first open session + 1. Below: -(handle of the past items + 1).</summary>
        public int Link;
    }
}
