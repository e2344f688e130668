using StreamEmbed.Serving;

namespace StreamEmbed.Client;

/// <summary>An item with its vector, as a view holds it. Costs nothing to make or copy; stays valid as long as it is referred to.</summary>
public readonly struct ItemEmbedding
{
    private readonly ItemRow _row;

    internal ItemEmbedding(ItemRow row) => _row = row;

    public string Id => _row.Item.Value;

    /// <summary>float[dimension].</summary>
    public ReadOnlySpan<float> Vector => _row.Vector;

    /// <summary>How often the item occurred in sessions that were learned from.</summary>
    public long Count => _row.Count;

    /// <summary>Event time of the last of them.</summary>
    public DateTimeOffset LastSeen => DateTimeOffset.FromUnixTimeMilliseconds(_row.LastSeenMs);
}
