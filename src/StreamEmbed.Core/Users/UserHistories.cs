using System.Runtime.InteropServices;
using StreamEmbed.Events;
using StreamEmbed.Sessions;

namespace StreamEmbed.Users;

/// <summary>The most recent items of every user, from which user vectors are made: bounded in items, in users and in event time.</summary>
/// <remarks>
/// An event counts as soon as it is added: a user's vector must not wait for a watermark.
/// Whatever the partitions' interleaving, a user's history is the same when the same events have been added, as long as nobody was
/// forgotten: who is forgotten when there are too many users follows from the order of adding.
/// Has one owner: no method may run beside another. Keeps the id strings that it was given: equal ids should be the same string.
/// </remarks>
public sealed class UserHistories
{
    private const int None = PagedPool<RememberedUser>.None;

    private readonly int _maxUsers;
    private readonly long _timeToLiveMs;
    private readonly Dictionary<string, int> _handles = new(StringComparer.Ordinal);
    private readonly PagedPool<RememberedUser> _users = new();
    private readonly VisitStore _visits;
    private readonly List<int> _changed = [];
    private readonly HashSet<UserId> _forgotten = [];

    // A list through the users, in the order of their latest event's arrival: finding the one silent longest costs nothing.
    private int _silentLongest = None;
    private int _latest = None;

    /// <summary>Histories of nobody yet.</summary>
    /// <param name="options">The bounds; checked by <see cref="UserOptions.Faults"/> before.</param>
    public UserHistories(UserOptions options)
    {
        _maxUsers = options.MaxUsers;
        _timeToLiveMs = (long)options.TimeToLive.TotalMilliseconds;
        _visits = new VisitStore(options.History, _timeToLiveMs);
    }

    /// <summary>Number of users remembered.</summary>
    public int Count => _handles.Count;

    /// <summary>Remembers an event. When that makes one user too many, the one silent longest is forgotten.</summary>
    public void Add(in ItemEvent e)
    {
        ref var handle = ref CollectionsMarshal.GetValueRefOrAddDefault(_handles, e.User.Value, out var isKnown);
        if (!isKnown)
        {
            handle = Begin(e.User);
        }

        ref var user = ref _users[handle];
        if (handle != _latest)
        {
            if (isKnown)
            {
                Unlink(user);
            }

            LinkAsLatest(handle);
        }

        _visits.Add(ref user, e);
        MarkChanged(handle);
        if (_handles.Count > _maxUsers)
        {
            Forget(_silentLongest);
        }
    }

    /// <summary>Marks a user as changed although no event came, because what is made of the history has changed; nothing if unknown.</summary>
    public void Touch(UserId user)
    {
        if (_handles.TryGetValue(user.Value, out var known))
        {
            MarkChanged(known);
        }
    }

    /// <summary>Marks every user as changed, because it is not known what readers hold of them.</summary>
    public void TouchAll()
    {
        for (var user = _silentLongest; user != None; user = _users[user].SilentShorter)
        {
            MarkChanged(user);
        }
    }

    /// <summary>Forgets the users whose last event is more than the time to live before <paramref name="eventTimeMs"/>.</summary>
    /// <param name="eventTimeMs">Event time of the stream, Unix milliseconds; <see cref="long.MinValue"/> while it is not known.</param>
    public void Expire(long eventTimeMs)
    {
        while (_silentLongest != None && _users[_silentLongest].LastMs is var lastMs && lastMs < eventTimeMs && eventTimeMs - lastMs > _timeToLiveMs)
        {
            Forget(_silentLongest);
        }
    }

    /// <summary>Forgets one user at once, as a person may ask for.</summary>
    /// <returns>Whether the user was known.</returns>
    public bool Forget(UserId user)
    {
        if (!_handles.TryGetValue(user.Value, out var known))
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
        foreach (var handle in _changed)
        {
            ref var user = ref _users[handle];
            user.IsChanged = false;
            if (user.IsForgotten)
            {
                _users.Return(handle);
            }
            else
            {
                changed.Add(Copy(user));
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
        for (var user = _silentLongest; user != None; user = _users[user].SilentShorter)
        {
            visits += _users[user].Count;
        }

        var state = new UserHistoriesState
        {
            Users = new string[_handles.Count],
            VisitCounts = new int[_handles.Count],
            Items = new string[visits],
            TimesMs = new long[visits],
            Partitions = new int[visits],
            Weights = new float[visits],
            Changed = [.. _changed.Where(user => !_users[user].IsForgotten).Select(user => _users[user].User)],
            Forgotten = [.. _forgotten.Select(user => user.Value)],
        };

        var (saved, at) = (0, 0);
        for (var user = _silentLongest; user != None; user = _users[user].SilentShorter)
        {
            state.Users[saved] = _users[user].User;
            state.VisitCounts[saved] = _users[user].Count;
            saved++;
            foreach (ref readonly var visit in _visits.Of(_users[user]))
            {
                state.Items[at] = visit.Item;
                state.TimesMs[at] = visit.TimeMs;
                state.Partitions[at] = visit.Partition;
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
        if (_handles.Count > 0 || _forgotten.Count > 0)
        {
            throw new InvalidOperationException("Only histories of nobody can take over a saved state.");
        }

        var at = 0;
        for (var saved = 0; saved < state.Users.Length; saved++)
        {
            for (var end = at + state.VisitCounts[saved]; at < end; at++)
            {
                var position = new SourcePosition(state.Partitions[at], 0);
                Add(new ItemEvent(new UserId(state.Users[saved]), new ItemId(state.Items[at]), state.TimesMs[at], state.Weights[at], position));
            }
        }

        // Making the users again has marked them all.
        TakeChanges([], []);
        _forgotten.UnionWith(state.Forgotten.Select(user => new UserId(user)).Where(user => !_handles.ContainsKey(user.Value)));
        foreach (var user in state.Changed)
        {
            Touch(new UserId(user));
        }
    }

    private int Begin(UserId user)
    {
        var handle = _users.Rent();
        ref var begun = ref _users[handle];
        begun = new RememberedUser { User = user.Value };
        _visits.Begin(ref begun);
        _forgotten.Remove(user);
        return handle;
    }

    private UserHistory Copy(in RememberedUser user)
    {
        var visits = _visits.Of(user);
        var items = new ItemId[visits.Length];
        var times = new long[visits.Length];
        var weights = new float[visits.Length];
        for (var i = 0; i < visits.Length; i++)
        {
            items[i] = new ItemId(visits[i].Item);
            times[i] = visits[i].TimeMs;
            weights[i] = visits[i].Weight;
        }

        return new UserHistory(new UserId(user.User), items, times, weights);
    }

    private void MarkChanged(int handle)
    {
        ref var user = ref _users[handle];
        if (!user.IsChanged)
        {
            user.IsChanged = true;
            _changed.Add(handle);
        }
    }

    private void Forget(int handle)
    {
        ref var user = ref _users[handle];
        Unlink(user);
        _handles.Remove(user.User);
        _forgotten.Add(new UserId(user.User));
        _visits.End(user);
        user.IsForgotten = true;
        if (!user.IsChanged)
        {
            _users.Return(handle);
        }
    }

    private void LinkAsLatest(int handle)
    {
        ref var user = ref _users[handle];
        user.SilentLonger = _latest;
        user.SilentShorter = None;
        if (_latest == None)
        {
            _silentLongest = handle;
        }
        else
        {
            _users[_latest].SilentShorter = handle;
        }

        _latest = handle;
    }

    private void Unlink(in RememberedUser user)
    {
        if (user.SilentLonger == None)
        {
            _silentLongest = user.SilentShorter;
        }
        else
        {
            _users[user.SilentLonger].SilentShorter = user.SilentShorter;
        }

        if (user.SilentShorter == None)
        {
            _latest = user.SilentLonger;
        }
        else
        {
            _users[user.SilentShorter].SilentLonger = user.SilentLonger;
        }
    }
}
