using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Core.Tests.Serving;

/// <summary>What a reader holds, in a dictionary.</summary>
internal sealed class HeldItems : IHeldItems
{
    public Dictionary<ItemId, ItemRow> Rows { get; } = [];

    public bool TryGetDigest(ItemId item, out ulong digest)
    {
        var found = Rows.TryGetValue(item, out var row);
        digest = found ? SnapshotDigest.OfRow(item.Value, row!.Vector) : 0;
        return found;
    }

    public SnapshotSwitch Apply(SnapshotSwitch step)
    {
        foreach (var item in step.Removed)
        {
            Rows.Remove(item);
        }

        foreach (var row in step.Changed)
        {
            Rows[row.Item] = row;
        }

        return step;
    }
}
