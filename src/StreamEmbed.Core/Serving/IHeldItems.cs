using StreamEmbed.Events;

namespace StreamEmbed.Serving;

/// <summary>The item rows that a reader serves, asked by whoever checks digests.</summary>
public interface IHeldItems
{
    /// <summary>The <see cref="SnapshotDigest"/> of an item's row; false when there is none.</summary>
    bool TryGetDigest(ItemId item, out ulong digest);
}
