using StreamEmbed.Events;
using StreamEmbed.Users;

namespace StreamEmbed.Pipeline.Stages;

/// <summary>Users whose vector is due: the newest history of each, until a publication takes them. Single owner.</summary>
internal sealed class PendingUsers
{
    private readonly Dictionary<UserId, UserHistory> _changed = [];
    private readonly HashSet<UserId> _forgotten = [];

    public bool IsEmpty => _changed.Count == 0 && _forgotten.Count == 0;

    public void Add(IReadOnlyList<UserHistory> changed, IReadOnlyList<UserId> forgotten)
    {
        // A user may be forgotten and come back within one batch, not the other way round: the change is the newer word.
        foreach (var user in forgotten)
        {
            _changed.Remove(user);
            _forgotten.Add(user);
        }

        foreach (var history in changed)
        {
            _changed[history.User] = history;
            _forgotten.Remove(history.User);
        }
    }

    /// <summary>Users that readers hold from an earlier run and that this run has not seen are due for removal.</summary>
    public void ForgetUnseen(IReadOnlyCollection<UserId> held)
    {
        foreach (var user in held)
        {
            if (!_changed.ContainsKey(user))
            {
                _forgotten.Add(user);
            }
        }
    }

    public (IReadOnlyCollection<UserHistory> Changed, IReadOnlyList<UserId> Forgotten) Take()
    {
        var taken = ((IReadOnlyCollection<UserHistory>)[.. _changed.Values], (IReadOnlyList<UserId>)[.. _forgotten]);
        _changed.Clear();
        _forgotten.Clear();
        return taken;
    }
}
