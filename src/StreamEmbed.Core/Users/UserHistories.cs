using StreamEmbed.Events;

namespace StreamEmbed.Users;

/// <summary>The most recent items of every user, from which user vectors are made: bounded in items, in users and in event time.</summary>
/// <remarks>
/// An event counts as soon as it is added: a user's vector must not wait for a watermark.
/// Has one owner: no method may run beside another. Keeps the id strings that it was given: equal ids should be the same string.
/// </remarks>
public sealed class UserHistories
{
    private readonly int _itemsPerUser;
    private readonly int _maxUsers;
    private readonly long _timeToLiveMs;
    private readonly Dictionary<UserId, RememberedUser> _users = [];
    private readonly List<RememberedUser> _changed = [];
    private readonly HashSet<UserId> _forgotten = [];

    // A list through the users, in the order of their latest event's arrival: finding the one silent longest costs nothing.
    private RememberedUser? _silentLongest;
    private RememberedUser? _latest;

    /// <summary>Histories of nobody yet.</summary>
    /// <param name="options">The bounds; checked by <see cref="UserOptions.Faults"/> before.</param>
    public UserHistories(UserOptions options)
    {
        _itemsPerUser = options.History;
        _maxUsers = options.MaxUsers;
        _timeToLiveMs = (long)options.TimeToLive.TotalMilliseconds;
    }

    /// <summary>Number of users remembered.</summary>
    public int Count => _users.Count;

    /// <summary>Remembers an event. When that makes one user too many, the one silent longest is forgotten.</summary>
    public void Add(in ItemEvent e)
    {
        if (_users.TryGetValue(e.User, out var user))
        {
            Unlink(user);
        }
        else
        {
            user = new RememberedUser(e.User, _itemsPerUser);
            _users.Add(e.User, user);
            _forgotten.Remove(e.User);
        }

        LinkAsLatest(user);
        user.Add(e);
        MarkChanged(user);
        if (_users.Count > _maxUsers)
        {
            Forget(_silentLongest!);
        }
    }

    /// <summary>Marks a user as changed although no event came, because what is made of the history has changed; nothing if unknown.</summary>
    public void Touch(UserId user)
    {
        if (_users.TryGetValue(user, out var known))
        {
            MarkChanged(known);
        }
    }

    /// <summary>Marks every user as changed, because it is not known what readers hold of them.</summary>
    public void TouchAll()
    {
        for (var user = _silentLongest; user is not null; user = user.SilentShorter)
        {
            MarkChanged(user);
        }
    }

    /// <summary>Forgets the users whose last event is more than the time to live before <paramref name="eventTimeMs"/>.</summary>
    /// <param name="eventTimeMs">Event time of the stream, Unix milliseconds; <see cref="long.MinValue"/> while it is not known.</param>
    public void Expire(long eventTimeMs)
    {
        while (_silentLongest is { } user && user.LastMs < eventTimeMs && eventTimeMs - user.LastMs > _timeToLiveMs)
        {
            Forget(user);
        }
    }

    /// <summary>Forgets one user at once, as a person may ask for.</summary>
    /// <returns>Whether the user was known.</returns>
    public bool Forget(UserId user)
    {
        if (!_users.TryGetValue(user, out var known))
        {
            return false;
        }

        Forget(known);
        return true;
    }

    /// <summary>Appends what changed since the last call; a user is in one of the lists at most, and once.</summary>
    /// <param name="changed">Copies of the histories that have changed, in the order of their first change.</param>
    /// <param name="forgotten">Users that are known no more.</param>
    public void TakeChanges(List<UserHistory> changed, List<UserId> forgotten)
    {
        foreach (var user in _changed)
        {
            user.IsChanged = false;
            if (!user.IsForgotten)
            {
                changed.Add(user.Copy());
            }
        }

        _changed.Clear();
        forgotten.AddRange(_forgotten);
        _forgotten.Clear();
    }

    /// <summary>Copies everything, also which changes have not been taken.</summary>
    public UserHistoriesState Save()
    {
        var visits = 0;
        for (var user = _silentLongest; user is not null; user = user.SilentShorter)
        {
            visits += user.Visits.Length;
        }

        var state = new UserHistoriesState
        {
            Users = new string[_users.Count],
            VisitCounts = new int[_users.Count],
            Items = new string[visits],
            TimesMs = new long[visits],
            Weights = new float[visits],
            Changed = [.. _changed.Where(user => !user.IsForgotten).Select(user => user.User.Value)],
            Forgotten = [.. _forgotten.Select(user => user.Value)],
        };

        var (saved, at) = (0, 0);
        for (var user = _silentLongest; user is not null; user = user.SilentShorter)
        {
            state.Users[saved] = user.User.Value;
            state.VisitCounts[saved] = user.Visits.Length;
            saved++;
            foreach (ref readonly var visit in user.Visits)
            {
                state.Items[at] = visit.Item;
                state.TimesMs[at] = visit.TimeMs;
                state.Weights[at] = visit.Weight;
                at++;
            }
        }

        return state;
    }

    /// <summary>Goes on where saved histories stood. If the bounds are tighter now, the oldest are left out.</summary>
    /// <param name="state">What <see cref="Save"/> gave.</param>
    /// <exception cref="InvalidOperationException">Something is remembered already.</exception>
    public void Restore(UserHistoriesState state)
    {
        if (_users.Count > 0 || _forgotten.Count > 0)
        {
            throw new InvalidOperationException("Only histories of nobody can take over a saved state.");
        }

        var at = 0;
        for (var saved = 0; saved < state.Users.Length; saved++)
        {
            for (var end = at + state.VisitCounts[saved]; at < end; at++)
            {
                Add(new ItemEvent(new UserId(state.Users[saved]), new ItemId(state.Items[at]), state.TimesMs[at], state.Weights[at], default));
            }
        }

        // Making the users again has marked them all.
        TakeChanges([], []);
        _forgotten.UnionWith(state.Forgotten.Select(user => new UserId(user)).Where(user => !_users.ContainsKey(user)));
        foreach (var user in state.Changed)
        {
            Touch(new UserId(user));
        }
    }

    private void MarkChanged(RememberedUser user)
    {
        if (!user.IsChanged)
        {
            user.IsChanged = true;
            _changed.Add(user);
        }
    }

    private void Forget(RememberedUser user)
    {
        Unlink(user);
        _users.Remove(user.User);
        user.IsForgotten = true;
        _forgotten.Add(user.User);
    }

    private void LinkAsLatest(RememberedUser user)
    {
        user.SilentLonger = _latest;
        if (_latest is null)
        {
            _silentLongest = user;
        }
        else
        {
            _latest.SilentShorter = user;
        }

        _latest = user;
    }

    private void Unlink(RememberedUser user)
    {
        if (user.SilentLonger is null)
        {
            _silentLongest = user.SilentShorter;
        }
        else
        {
            user.SilentLonger.SilentShorter = user.SilentShorter;
        }

        if (user.SilentShorter is null)
        {
            _latest = user.SilentLonger;
        }
        else
        {
            user.SilentShorter.SilentLonger = user.SilentLonger;
        }

        user.SilentLonger = null;
        user.SilentShorter = null;
    }
}
