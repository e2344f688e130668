using StreamEmbed.Client.Tables;
using StreamEmbed.Serving;

namespace StreamEmbed.Client.Following;

/// <summary>The copy of a serving topic that grows record by record, and gives out views of what is whole.</summary>
/// <remarks>One owner writes; the views are immutable.</remarks>
internal sealed class EmbeddingCopy
{
    private readonly SnapshotAssembler _assembler;
    private readonly RowTable<ItemRow> _items = new(row => row.Item.Value);
    private readonly RowTable<UserVector> _users = new(user => user.History.User.Value);
    private SnapshotFacts _snapshot = SnapshotFacts.None;
    private RowTotals _itemTotals;

    /// <param name="partitions">Partitions of the topic.</param>
    public EmbeddingCopy(int partitions)
    {
        Partitions = partitions;
        _assembler = new SnapshotAssembler(partitions);
    }

    public int Partitions { get; }

    /// <summary>The last whole snapshot; 0 before the first.</summary>
    public long Snapshot => _snapshot.Number;

    /// <summary>False at the end of the topic: rows are missing.</summary>
    public bool IsWhole => _assembler.IsWhole;

    /// <summary>Whether users changed since the last view.</summary>
    public bool HasNewUsers { get; private set; }

    /// <summary>A view of rows at hand, in one step.</summary>
    public static EmbeddingView Of(SnapshotFacts snapshot, IEnumerable<ItemRow> items, IEnumerable<UserVector> users)
    {
        var (itemTable, userTable) = (new RowTable<ItemRow>(row => row.Item.Value), new RowTable<UserVector>(user => user.History.User.Value));
        var (itemLedger, userLedger) = (new RowLedger(), new RowLedger());
        foreach (var row in items)
        {
            itemTable.Put(row);
            itemLedger.Put(row.Item.Value, row.Vector);
        }

        foreach (var user in users)
        {
            userTable.Put(user);
            userLedger.Put(user.History.User.Value, user.Vector);
        }

        return new EmbeddingView(snapshot, itemTable.Freeze(), itemLedger.Totals, userTable.Freeze(), userLedger.Totals);
    }

    /// <summary>Follows one record of a partition, in the partition's order. True when it made a newer snapshot whole.</summary>
    public bool Apply(int partition, ServingRecord record, long timestampMs)
    {
        switch (record)
        {
            case ServingRecord.UserChanged changed:
                _users.Put(changed.User);
                HasNewUsers = true;
                break;
            case ServingRecord.UserRemoved removed:
                HasNewUsers |= _users.Remove(removed.User.Value) is not null;
                break;
        }

        if (_assembler.Apply(partition, record, timestampMs) is not { } step)
        {
            return false;
        }

        foreach (var item in step.Removed)
        {
            _items.Remove(item.Value);
        }

        foreach (var row in step.Changed)
        {
            _items.Put(row);
        }

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
        HasNewUsers = false;
        return new EmbeddingView(_snapshot, _items.Freeze(), _itemTotals, _users.Freeze(), _assembler.Users);
    }

    // A marker is somebody else's bytes: a time that no calendar has must not end the reader.
    internal static DateTimeOffset TimeOf(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Clamp(unixMs, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
}
