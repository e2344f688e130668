using StreamEmbed.Events;

namespace StreamEmbed.Serving;

/// <summary>Decides when a reader of the serving topic may switch to a newer snapshot: when every partition has shown it whole.</summary>
/// <remarks>
/// Partitions are read at different speeds. Each is at snapshot N when its end marker of N was read and the totals in it are
/// those of all rows read so far in that partition. When all partitions have been at the same N, the reader switches to N in
/// one step; until then it serves the one before. A marker whose totals differ is no failure by itself: compaction may have
/// taken rows that a later snapshot supersedes, and that later one will match. Only at the end of the topic it is a gap
/// (<see cref="IsWhole"/>). Users are not gated: their records are applied as they come. One owner.
/// </remarks>
public sealed class SnapshotAssembler
{
    private readonly PartitionStaging[] _partitions;

    /// <param name="partitions">Partitions of the topic.</param>
    /// <param name="held">The items of the snapshot switched to last: each step must be in it before the next record is applied.</param>
    public SnapshotAssembler(int partitions, IHeldItems held)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        ArgumentNullException.ThrowIfNull(held);
        _partitions = new PartitionStaging[partitions];
        for (var i = 0; i < partitions; i++)
        {
            _partitions[i] = new PartitionStaging(held);
        }
    }

    /// <summary>The last snapshot switched to; 0 before the first.</summary>
    public long Number { get; private set; }

    /// <summary>The greatest snapshot number seen, whole or not.</summary>
    public long LastBegun { get; private set; }

    /// <summary>Whether the last markers of all partitions agreed with the rows before them. False at the end of the topic: rows are missing.</summary>
    public bool IsWhole => Array.TrueForAll(_partitions, partition => partition.IsWhole);

    /// <summary>Count and digest of all users up to here.</summary>
    public RowTotals Users => _partitions.Aggregate(default(RowTotals), (sum, partition) => sum + partition.Users);

    /// <summary>Follows one record of a partition, in the partition's order.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="record">The record.</param>
    /// <param name="timestampMs">When it was written, Unix milliseconds.</param>
    /// <returns>The step to a newer snapshot, when this record made one whole; else null.</returns>
    public SnapshotSwitch? Apply(int partition, ServingRecord record, long timestampMs)
    {
        if (record is ServingRecord.Marked { Marker: var marker })
        {
            LastBegun = Math.Max(LastBegun, marker.Number);
        }

        return _partitions[partition].Apply(record, timestampMs, Number) && NewestCommon() is { } number ? SwitchTo(number) : null;
    }

    private long? NewestCommon()
    {
        var common = _partitions[0].SealedNumbers.ToHashSet();
        foreach (var partition in _partitions.AsSpan(1))
        {
            common.IntersectWith(partition.SealedNumbers);
        }

        return common.Count > 0 ? common.Max() : null;
    }

    private SnapshotSwitch SwitchTo(long number)
    {
        var changes = new Dictionary<ItemId, ItemRow?>();
        var items = default(RowTotals);
        var publishedMs = long.MinValue;
        SnapshotMarker? marker = null;
        foreach (var partition in _partitions)
        {
            (marker, var timestampMs) = partition.Take(number, (item, row) => changes[item] = row);
            items += marker.Items;
            publishedMs = Math.Max(publishedMs, timestampMs);
        }

        Number = number;
        return new SnapshotSwitch(
            number,
            marker!.Dimension,
            marker.ModelId,
            marker.EventTimeMs,
            publishedMs,
            items,
            [.. changes.Where(change => change.Value is null).Select(change => change.Key)],
            [.. changes.Values.OfType<ItemRow>()]);
    }
}
