using StreamEmbed.Client.Tables;

namespace StreamEmbed.Client;

/// <summary>An item with its vector, as a view holds it. Costs nothing to make or copy; stays valid as long as it is referred to.</summary>
public readonly struct ItemEmbedding
{
    private readonly FrozenItems _items;
    private readonly int _slot;

    internal ItemEmbedding(FrozenItems items, int slot) => (_items, _slot) = (items, slot);

    /// <summary>The item's id: a new string at each call, since views keep bytes.</summary>
    public string Id => _items.NameOf(_slot);

    /// <summary>float[dimension].</summary>
    public ReadOnlySpan<float> Vector => _items.VectorOf(_slot);

    /// <summary>How often the item occurred in sessions that were learned from.</summary>
    public long Count => _items.FactsOf(_slot).Count;

    /// <summary>Event time of the last of them.</summary>
    public DateTimeOffset LastSeen => DateTimeOffset.FromUnixTimeMilliseconds(_items.FactsOf(_slot).LastSeenMs);
}
