using StreamEmbed.Events;
using StreamEmbed.Ports;
using StreamEmbed.Serving;

namespace StreamEmbed.TestKit.Ports;

/// <summary>Applies what is published as a reader would, and can hold publications back or fail.</summary>
public sealed class RecordingServingSink : IServingSink
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ItemId, ItemRow> _items = [];
    private readonly Dictionary<UserId, UserVector> _users = [];
    private readonly List<SnapshotDelta> _deltas = [];

    /// <summary>What a run finds on the topic.</summary>
    public ServingContents Contents { get; init; } = ServingContents.Empty;

    /// <summary>Publications wait for this.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Thrown by the next publication.</summary>
    public Exception? Failure { get; set; }

    public IReadOnlyList<SnapshotDelta> Deltas
    {
        get
        {
            lock (_lock)
            {
                return [.. _deltas];
            }
        }
    }

    public IReadOnlyDictionary<ItemId, ItemRow> Items
    {
        get
        {
            lock (_lock)
            {
                return _items.ToDictionary();
            }
        }
    }

    public IReadOnlyDictionary<UserId, UserVector> Users
    {
        get
        {
            lock (_lock)
            {
                return _users.ToDictionary();
            }
        }
    }

    /// <summary>Users removed, in order.</summary>
    public List<UserId> UsersRemoved { get; } = [];

    /// <summary>Digest of the items held.</summary>
    public ulong Digest() => Totals().Digest;

    public Task<ServingContents> ReadContentsAsync(CancellationToken cancellationToken) => Task.FromResult(Contents);

    public async Task<RowTotals> PublishAsync(SnapshotDelta delta, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (Failure is { } failure)
        {
            throw failure;
        }

        lock (_lock)
        {
            _deltas.Add(delta);
            foreach (var row in delta.Changed)
            {
                _items[row.Item] = row;
            }

            foreach (var item in delta.Removed)
            {
                _items.Remove(item);
            }
        }

        return Totals();
    }

    private RowTotals Totals() =>
        Items.Values.Aggregate(default(RowTotals), (sum, row) => sum + new RowTotals(1, SnapshotDigest.OfRow(row.Item.Value, row.Vector)));

    public async Task PublishUsersAsync(IReadOnlyList<UserVector> changed, IReadOnlyList<UserId> removed, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            foreach (var user in changed)
            {
                _users[user.History.User] = user;
            }

            foreach (var user in removed)
            {
                _users.Remove(user);
                UsersRemoved.Add(user);
            }
        }
    }
}
