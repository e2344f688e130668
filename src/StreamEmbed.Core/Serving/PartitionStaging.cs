using StreamEmbed.Events;

namespace StreamEmbed.Serving;

/// <summary>One partition on its way from the snapshot served to newer ones: what changed, cut at verified end markers.</summary>
/// <remarks>
/// Changes accumulate in the order of the partition, the last one of an id wins, as in a compacted log: a delta that is sent
/// again overwrites itself, and rows of a delta that never ended belong to the next one that does. What a record takes the
/// place of is looked up where it is, in what is staged or in what is held, so that no id is kept for its digest alone.
/// </remarks>
internal sealed class PartitionStaging(IHeldItems held)
{
    /// <summary>
    /// Most verified snapshots kept apart. A partition that is read before the others may run thousands of snapshots ahead of
    /// them; beyond this many, the oldest melts into the next, which only takes a stop from the others' way.
    /// </summary>
    internal const int MaxSealed = 64;

    private readonly RowLedger _users = new();
    private readonly List<Seal> _sealed = [];
    private Dictionary<ItemId, ItemRow?> _open = [];
    private RowTotals _items;
    private bool _itemsMatch = true;
    private bool _usersMatch = true;

    /// <summary>Whether the last marker's totals were those of the rows that came before it. True before the first marker.</summary>
    public bool IsWhole => _itemsMatch && _usersMatch;

    /// <summary>Count and digest of the users up to here.</summary>
    public RowTotals Users => _users.Totals;

    /// <summary>Verified snapshots above the one served, ascending.</summary>
    public IEnumerable<long> SealedNumbers => _sealed.Select(seal => seal.Marker.Number);

    /// <summary>Follows one record. True when it completed a snapshot above <paramref name="served"/>.</summary>
    public bool Apply(ServingRecord record, long timestampMs, long served)
    {
        switch (record)
        {
            case ServingRecord.ItemChanged changed:
                Stage(changed.Row.Item, changed.Row);
                return false;
            case ServingRecord.ItemRemoved removed:
                Stage(removed.Item, null);
                return false;
            case ServingRecord.UserChanged changed:
                _users.Put(changed.User.History.User.Value, changed.User.Vector);
                return false;
            case ServingRecord.UserRemoved removed:
                _users.Remove(removed.User.Value);
                return false;
            case ServingRecord.Marked { Marker: { Phase: MarkerPhase.Users } marker }:
                _usersMatch = marker.Users == _users.Totals;
                return false;
            case ServingRecord.Marked { Marker: { Phase: MarkerPhase.End } marker }:
                return End(marker, timestampMs, served);
            default:
                return false;
        }
    }

    /// <summary>The marker of a verified snapshot, when it was written, and hands over all changes up to it.</summary>
    public (SnapshotMarker Marker, long TimestampMs) Take(long number, Action<ItemId, ItemRow?> change)
    {
        var last = _sealed.FindIndex(seal => seal.Marker.Number == number);
        foreach (var (item, row) in _sealed.Take(last + 1).SelectMany(seal => seal.Changes))
        {
            change(item, row);
        }

        var taken = _sealed[last];
        _sealed.RemoveRange(0, last + 1);
        return (taken.Marker, taken.TimestampMs);
    }

    private void Stage(ItemId item, ItemRow? row)
    {
        var (count, digest) = (_items.Count, _items.Digest);
        unchecked
        {
            if (TryGetDigest(item, out var before))
            {
                (count, digest) = (count - 1, digest - before);
            }

            if (row is not null)
            {
                (count, digest) = (count + 1, digest + SnapshotDigest.OfRow(item.Value, row.Vector));
            }
        }

        _items = new RowTotals(count, digest);
        _open[item] = row;
    }

    private bool TryGetDigest(ItemId item, out ulong digest)
    {
        if (!TryFindStaged(item, out var row))
        {
            return held.TryGetDigest(item, out digest);
        }

        digest = row is null ? 0 : SnapshotDigest.OfRow(item.Value, row.Vector);
        return row is not null;
    }

    private bool TryFindStaged(ItemId item, out ItemRow? row)
    {
        if (_open.TryGetValue(item, out row))
        {
            return true;
        }

        for (var i = _sealed.Count - 1; i >= 0; i--)
        {
            if (_sealed[i].Changes.TryGetValue(item, out row))
            {
                return true;
            }
        }

        return false;
    }

    private bool End(SnapshotMarker marker, long timestampMs, long served)
    {
        _usersMatch = marker.Users == _users.Totals;
        var newest = _sealed.Count > 0 ? _sealed[^1].Marker.Number : served;
        if (marker.Number < newest)
        {
            return false;
        }

        _itemsMatch = marker.Items == _items && _open.Values.All(row => row is null || row.Vector.Length == marker.Dimension);
        if (!_itemsMatch || marker.Number <= served)
        {
            // What is open stays so, and belongs to the next snapshot that is verified.
            return false;
        }

        if (_sealed.Count > 0 && marker.Number == newest)
        {
            MeltLastInto(_open);
        }

        _sealed.Add(new Seal(marker, timestampMs, _open));
        _open = [];
        if (_sealed.Count > MaxSealed)
        {
            Melt(0);
        }

        return true;
    }

    // The delta was sent a second time: its rows say the same again.
    private void MeltLastInto(Dictionary<ItemId, ItemRow?> later)
    {
        foreach (var (item, row) in _sealed[^1].Changes)
        {
            later.TryAdd(item, row);
        }

        _sealed.RemoveAt(_sealed.Count - 1);
    }

    private void Melt(int index)
    {
        // The older changes are the larger set when a reader starts, so the newer ones are put on top of them.
        var (older, newer) = (_sealed[index], _sealed[index + 1]);
        foreach (var (item, row) in newer.Changes)
        {
            older.Changes[item] = row;
        }

        _sealed[index + 1] = newer with { Changes = older.Changes };
        _sealed.RemoveAt(index);
    }

    private sealed record Seal(SnapshotMarker Marker, long TimestampMs, Dictionary<ItemId, ItemRow?> Changes);
}
