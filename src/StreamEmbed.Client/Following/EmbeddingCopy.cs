using StreamEmbed.Client.Search;
using StreamEmbed.Client.Tables;
using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Client.Following;

/// <summary>The copy of a serving topic that grows record by record, and gives out views of what is whole.</summary>
/// <remarks>One owner writes; the views are immutable.</remarks>
internal sealed class EmbeddingCopy : IHeldItems
{
    private readonly SnapshotAssembler _assembler;
    private readonly SearchPool _searches = new();
    private readonly bool _exact;
    private readonly CancellationToken _stopping;
    private ItemTable _items = new(0);
    private readonly RowTable<UserVector> _users = new(user => user.History.User.Value);
    private SnapshotFacts _snapshot = SnapshotFacts.None;
    private RowTotals _itemTotals;
    private bool _hasNewUsers;

    /// <param name="partitions">Partitions of the topic.</param>
    /// <param name="exact">Whether searches of its views are exact unless they are asked otherwise.</param>
    /// <param name="stopping">Ends what is done in the background.</param>
    public EmbeddingCopy(int partitions, bool exact = true, CancellationToken stopping = default)
    {
        (_exact, _stopping) = (exact, stopping);
        Partitions = partitions;
        _assembler = new SnapshotAssembler(partitions, this);
    }

    public int Partitions { get; }

    /// <summary>The last whole snapshot; 0 before the first.</summary>
    public long Snapshot => _snapshot.Number;

    /// <summary>False at the end of the topic: rows are missing.</summary>
    public bool IsWhole => _assembler.IsWhole;

    /// <summary>Whether another view has something that the last one has not, though the snapshot is the same.</summary>
    public bool HasNews => _hasNewUsers || _items.HasNewLists;

    /// <summary>A view of rows at hand, in one step.</summary>
    public static EmbeddingView Of(SnapshotFacts snapshot, IEnumerable<ItemRow> items, IEnumerable<UserVector> users)
    {
        ItemTable? itemTable = null;
        foreach (var row in items)
        {
            itemTable ??= new ItemTable(row.Vector.Length);
            itemTable.Put(row);
        }

        var userTable = new RowTable<UserVector>(user => user.History.User.Value);
        var userLedger = new RowLedger();
        foreach (var user in users)
        {
            userTable.Put(user);
            userLedger.Put(user.History.User.Value, user.Vector);
        }

        var frozen = itemTable?.Freeze() ?? FrozenItems.Empty;
        return new EmbeddingView(snapshot, frozen, TotalsOf(frozen), userTable.Freeze(), userLedger.Totals, new ItemSearch(new SearchPool(), exact: true));
    }

    bool IHeldItems.TryGetDigest(ItemId item, out ulong digest) => _items.TryGetDigest(item, out digest);

    /// <summary>Follows one record of a partition, in the partition's order. True when it made a newer snapshot whole.</summary>
    public bool Apply(int partition, ServingRecord record, long timestampMs)
    {
        switch (record)
        {
            case ServingRecord.UserChanged changed:
                _users.Put(changed.User);
                _hasNewUsers = true;
                break;
            case ServingRecord.UserRemoved removed:
                _hasNewUsers |= _users.Remove(removed.User.Value) is not null;
                break;
        }

        if (_assembler.Apply(partition, record, timestampMs) is not { } step)
        {
            return false;
        }

        SwitchItems(step);
        _itemTotals = step.Items;
        _snapshot = new SnapshotFacts(
            step.Number,
            step.Dimension,
            step.ModelId,
            TimeOf(step.EventTimeMs),
            TimeOf(step.PublishedMs));
        return true;
    }

    /// <summary>What is whole now; costs what changed since the last view.</summary>
    public EmbeddingView View()
    {
        _hasNewUsers = false;
        return new EmbeddingView(_snapshot, _items.Freeze(), _itemTotals, _users.Freeze(), _assembler.Users, new ItemSearch(_searches, _exact));
    }

    private static RowTotals TotalsOf(FrozenItems items)
    {
        var totals = default(RowTotals);
        for (var slot = 0; slot < items.Count; slot++)
        {
            totals += new RowTotals(1, SnapshotDigest.OfRow(items.IdOf(slot), items.VectorOf(slot)));
        }

        return totals;
    }

    private void SwitchItems(SnapshotSwitch step)
    {
        if (step.Dimension != _items.Dimension && step.Changed.Count > 0)
        {
            // Vectors of another length are another model's, which has a row or a tombstone for every item.
            _items = new ItemTable(step.Dimension, _stopping);
        }

        foreach (var item in step.Removed)
        {
            _items.Remove(item.Value);
        }

        foreach (var row in step.Changed)
        {
            if (row.Vector.Length == step.Dimension)
            {
                _items.Put(row);
            }
        }
    }

    // A marker is somebody else's bytes: a time that no calendar has must not end the reader.
    internal static DateTimeOffset TimeOf(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Clamp(unixMs, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
}
