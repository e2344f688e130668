using System.Runtime.CompilerServices;
using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>The last items of a user's closed sessions in one partition; 72 bytes.</summary>
internal struct PastItems : IPooled
{
    /// <summary>Null: not in use.</summary>
    public string? User;
    public uint Hash;
    public int Count;

    /// <summary>Close time of the latest of those sessions.</summary>
    public long CloseMs;

    /// <summary>Neighbours in the order of the latest close; for a free one, <see cref="Later"/> is the next free one.</summary>
    public int Sooner;
    public int Later;

    /// <summary><see cref="Count"/> items, oldest first.</summary>
    public Row Items;

    int IPooled.Link
    {
        readonly get => Later;
        set => Later = value;
    }

    [InlineArray(ClickList.MostEarlier)]
    internal struct Row
    {
        private ItemId _item;
    }
}
