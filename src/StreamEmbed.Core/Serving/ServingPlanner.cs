using StreamEmbed.Events;

namespace StreamEmbed.Serving;

/// <summary>Splits deltas into what each partition gets, and keeps the ledger that the markers' totals come from.</summary>
/// <remarks>
/// A plan moves the ledger on before anything is written. Its owner writes the plan, again and again if need be, or else
/// forgets the planner and makes a new one from what the topic really holds. One owner.
/// </remarks>
/// <param name="ledger">What the topic holds; owned by the planner from now on.</param>
/// <param name="modelId">Names the model in every marker.</param>
/// <param name="partitionOfItem">The partition that an item's record goes to.</param>
/// <param name="partitionOfUser">The partition that a user's record goes to.</param>
public sealed class ServingPlanner(
    ServingLedger ledger,
    string modelId,
    Func<ItemId, int> partitionOfItem,
    Func<UserId, int> partitionOfUser)
{
    private int _dimension = ledger.Dimension;

    /// <summary>What to write for a delta, one entry a partition.</summary>
    /// <exception cref="ArgumentException">The number is below one already begun, or rows differ in length.</exception>
    public IReadOnlyList<PartitionDelta> Plan(SnapshotDelta delta)
    {
        // The same number again is a caller's second try after a failure.
        if (delta.Number < ledger.LastSnapshot || delta.Number <= delta.Base)
        {
            throw new ArgumentException(
                $"Snapshot {delta.Number} on base {delta.Base} cannot follow snapshot {ledger.LastSnapshot}.", nameof(delta));
        }

        _dimension = DimensionOf(delta);
        var changed = Split(delta.Changed, row => partitionOfItem(row.Item));
        var removed = delta.Base == 0 ? Ghosts(changed) : Split(delta.Removed, partitionOfItem);
        ledger.Begin(delta.Number, _dimension);
        return [.. ledger.Partitions.Select((partition, index) => Plan(delta, partition, index, removed[index], changed[index]))];
    }

    /// <summary>What to write for users: an entry for each partition that gets any of them, with its number.</summary>
    public IReadOnlyList<(int Partition, PartitionUsers Users)> PlanUsers(IReadOnlyList<UserVector> changed, IReadOnlyList<UserId> removed)
    {
        var changedBy = Split(changed, user => partitionOfUser(user.History.User));
        var removedBy = Split(removed, partitionOfUser);
        var plan = new List<(int Partition, PartitionUsers Users)>();
        for (var index = 0; index < ledger.Partitions.Count; index++)
        {
            var users = ledger.Partitions[index].Users;
            var tombstones = removedBy[index].Where(user => users.Remove(user.Value)).ToList();
            foreach (var user in changedBy[index])
            {
                users.Put(user.History.User.Value, user.Vector);
            }

            if (tombstones.Count + changedBy[index].Count > 0)
            {
                var marker = Marker(MarkerPhase.Users, ledger.LastSnapshot, index) with { Users = users.Totals };
                plan.Add((index, new PartitionUsers(tombstones, changedBy[index], marker)));
            }
        }

        return plan;
    }

    private PartitionDelta Plan(SnapshotDelta delta, PartitionLedger partition, int index, List<ItemId> removed, List<ItemRow> changed)
    {
        // Only what the topic holds needs a tombstone.
        var tombstones = removed.Where(item => partition.Items.Remove(item.Value)).ToList();
        foreach (var row in changed)
        {
            partition.Items.Put(row.Item.Value, row.Vector);
        }

        var begin = Marker(MarkerPhase.Begin, delta.Number, index) with
        {
            Base = delta.Base,
            EventTimeMs = delta.EventTimeMs,
            Changed = changed.Count,
            Removed = tombstones.Count,
        };
        var end = begin with { Phase = MarkerPhase.End, Items = partition.Items.Totals, Users = partition.Users.Totals };
        return new PartitionDelta(begin, tombstones, changed, end);
    }

    // A whole snapshot leaves nothing behind that it does not name, whoever published it.
    private List<ItemId>[] Ghosts(List<ItemRow>[] changed) =>
    [
        .. ledger.Partitions.Select((partition, index) =>
        {
            var kept = changed[index].Select(row => row.Item.Value).ToHashSet(StringComparer.Ordinal);
            return partition.Items.Ids.Where(id => !kept.Contains(id)).Select(id => new ItemId(id)).ToList();
        }),
    ];

    private int DimensionOf(SnapshotDelta delta)
    {
        if (delta.Changed.Count == 0)
        {
            return _dimension;
        }

        var dimension = delta.Changed[0].Vector.Length;
        if (delta.Changed.FirstOrDefault(row => row.Vector.Length != dimension) is { } odd)
        {
            throw new ArgumentException(
                $"Item '{odd.Item}' has {odd.Vector.Length} dimensions, others of snapshot {delta.Number} have {dimension}.", nameof(delta));
        }

        return _dimension == 0 || delta.Base == 0 || dimension == _dimension
            ? dimension
            : throw new ArgumentException(
                $"Snapshot {delta.Number} has {dimension} dimensions, its base has {_dimension}: publish it whole (base 0).", nameof(delta));
    }

    private List<T>[] Split<T>(IReadOnlyList<T> all, Func<T, int> partitionOf)
    {
        var split = new List<T>[ledger.Partitions.Count];
        for (var i = 0; i < split.Length; i++)
        {
            split[i] = [];
        }

        foreach (var one in all)
        {
            split[partitionOf(one)].Add(one);
        }

        return split;
    }

    private SnapshotMarker Marker(MarkerPhase phase, long number, int partition) => new()
    {
        Phase = phase,
        Number = number,
        Partition = partition,
        Partitions = ledger.Partitions.Count,
        Dimension = _dimension,
        ModelId = modelId,
    };
}
