using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>From a user to the first of their open sessions: open addressing, 8 bytes a place, at most 7/8 full.</summary>
/// <remarks>
/// Not <see cref="Dictionary{TKey, TValue}"/>: that keeps the id, a hash and a link beside the value, 24 bytes and more, of which the id
/// and the hash are in the session already.
/// </remarks>
internal sealed class UserTable(OpenSessionStore sessions)
{
    private Place[] _places = new Place[16];
    private int _count;

    /// <summary>
    /// Differs from process to process (which keeps a flood of chosen ids harmless); that is no fault here, as nothing ever
    /// sees the order of the table.
    /// </summary>
    public static uint HashOf(UserId user) => (uint)user.GetHashCode();

    /// <summary>The user's first open session, or <see cref="OpenSessionStore.None"/>.</summary>
    public int Find(UserId user, uint hash)
    {
        var mask = _places.Length - 1;
        for (var at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            var place = _places[at];
            if (place.HandlePlusOne == 0)
            {
                return OpenSessionStore.None;
            }

            if (place.Hash == hash && string.Equals(sessions[place.HandlePlusOne - 1].User, user.Value, StringComparison.Ordinal))
            {
                return place.HandlePlusOne - 1;
            }
        }
    }

    /// <summary>Asks for the memory that <see cref="Find"/> reads first.</summary>
    public void Prefetch(uint hash) => CacheHint.Fetch(in _places[(int)hash & (_places.Length - 1)]);

    /// <summary>Asks for the memory of the session that <see cref="Find"/> will most likely find.</summary>
    public void PrefetchSession(uint hash)
    {
        var place = _places[(int)hash & (_places.Length - 1)];
        if (place.HandlePlusOne != 0)
        {
            sessions.Prefetch(place.HandlePlusOne - 1);
        }
    }

    /// <summary>Puts a new open session before the user's others.</summary>
    public void Link(int session)
    {
        ref var added = ref sessions[session];
        var first = Find(new UserId(added.User!), added.Hash);
        added.NextOfUser = first;
        if (first == OpenSessionStore.None)
        {
            Insert(added.Hash, session);
        }
        else
        {
            _places[PlaceOf(added.Hash, first)].HandlePlusOne = session + 1;
        }
    }

    /// <summary>Takes an open session out of its user's chain; forgets the user with the last one.</summary>
    public void Unlink(int session)
    {
        ref var removed = ref sessions[session];
        var first = Find(new UserId(removed.User!), removed.Hash);
        if (first != session)
        {
            ref var before = ref sessions[first];
            while (before.NextOfUser != session)
            {
                before = ref sessions[before.NextOfUser];
            }

            before.NextOfUser = removed.NextOfUser;
        }
        else if (removed.NextOfUser != OpenSessionStore.None)
        {
            _places[PlaceOf(removed.Hash, session)].HandlePlusOne = removed.NextOfUser + 1;
        }
        else
        {
            Remove(PlaceOf(removed.Hash, session));
        }
    }

    private int PlaceOf(uint hash, int session)
    {
        var mask = _places.Length - 1;
        var at = (int)hash & mask;
        while (_places[at].HandlePlusOne != session + 1)
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private void Insert(uint hash, int session)
    {
        if (_count + 1 > _places.Length / 8 * 7)
        {
            Grow();
        }

        _count++;
        Settle(_places, new Place { Hash = hash, HandlePlusOne = session + 1 });
    }

    private void Grow()
    {
        var larger = new Place[2 * _places.Length];
        foreach (var place in _places)
        {
            if (place.HandlePlusOne != 0)
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
        while (places[at].HandlePlusOne != 0)
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
        for (var at = (hole + 1) & mask; _places[at].HandlePlusOne != 0; at = (at + 1) & mask)
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

        /// <summary>0 is an empty place.</summary>
        public int HandlePlusOne;
    }
}
