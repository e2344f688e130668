using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>Clicks, each with the items before it: two growing arrays that are used again, no object a click.</summary>
/// <remarks>Has one owner at a time. Spans are valid until the list changes.</remarks>
public sealed class ClickList
{
    /// <summary>Most items of its session that stand before a click.</summary>
    public const int MostBefore = 10;

    /// <summary>Most items of the user's earlier sessions that stand before a click.</summary>
    public const int MostEarlier = 5;

    private SessionClick[] _clicks = [];
    private Context[] _contexts = [];
    private ItemId[] _items = [];
    private int _itemCount;

    /// <summary>Number of clicks.</summary>
    public int Count { get; private set; }

    /// <summary>The clicks in their order.</summary>
    public ReadOnlySpan<SessionClick> Clicks => _clicks.AsSpan(0, Count);

    /// <summary>The last items before the click in its session, oldest first; at most <see cref="MostBefore"/>.</summary>
    public ReadOnlySpan<ItemId> Before(int click)
    {
        ref readonly var context = ref _contexts.AsSpan(0, Count)[click];
        return _items.AsSpan(context.Start + context.Earlier, context.Before);
    }

    /// <summary>The user's last items before that session, oldest first; at most <see cref="MostEarlier"/>.</summary>
    public ReadOnlySpan<ItemId> Earlier(int click)
    {
        ref readonly var context = ref _contexts.AsSpan(0, Count)[click];
        return _items.AsSpan(context.Start, context.Earlier);
    }

    /// <summary>Adds a click behind the others and copies its context.</summary>
    /// <param name="click">The click.</param>
    /// <param name="before">See <see cref="Before"/>.</param>
    /// <param name="earlier">See <see cref="Earlier"/>.</param>
    public void Add(in SessionClick click, ReadOnlySpan<ItemId> before, ReadOnlySpan<ItemId> earlier)
    {
        MakeRoom(1, earlier.Length + before.Length);
        earlier.CopyTo(_items.AsSpan(_itemCount));
        before.CopyTo(_items.AsSpan(_itemCount + earlier.Length));
        _clicks[Count] = click;
        _contexts[Count] = new Context { Start = _itemCount, Earlier = (ushort)earlier.Length, Before = (ushort)before.Length };
        _itemCount += earlier.Length + before.Length;
        Count++;
    }

    /// <summary>Adds clicks of another list behind these, with their contexts.</summary>
    internal void Append(ClickList from, int first, int end)
    {
        var contexts = from._contexts.AsSpan(first, end - first);
        var (firstItem, endItem) = (int.MaxValue, 0);
        foreach (ref readonly var context in contexts)
        {
            firstItem = Math.Min(firstItem, context.Start);
            endItem = Math.Max(endItem, context.Start + context.Earlier + context.Before);
        }

        if (contexts.IsEmpty)
        {
            return;
        }

        // Clicks that follow each other have their items side by side, so all go at once; where one was settled, some go along unused.
        MakeRoom(contexts.Length, endItem - firstItem);
        from._items.AsSpan(firstItem, endItem - firstItem).CopyTo(_items.AsSpan(_itemCount));
        from._clicks.AsSpan(first, contexts.Length).CopyTo(_clicks.AsSpan(Count));
        foreach (ref readonly var context in contexts)
        {
            _contexts[Count++] = context with { Start = context.Start - firstItem + _itemCount };
        }

        _itemCount += endItem - firstItem;
    }

    /// <summary>Forgets everything and keeps the room.</summary>
    public void Clear()
    {
        // Ids must not be kept alive by a list that waits to be used again.
        _clicks.AsSpan(0, Count).Clear();
        _items.AsSpan(0, _itemCount).Clear();
        Count = 0;
        _itemCount = 0;
    }

    /// <summary>Moves the last click forward to its place by key, not before <paramref name="first"/>.</summary>
    internal void SettleLast(int first)
    {
        for (var at = Count - 1; at > first && _clicks[at - 1].Key > _clicks[at].Key; at--)
        {
            (_clicks[at - 1], _clicks[at]) = (_clicks[at], _clicks[at - 1]);
            (_contexts[at - 1], _contexts[at]) = (_contexts[at], _contexts[at - 1]);
        }
    }

    private void MakeRoom(int clicks, int items)
    {
        if (Count + clicks > _clicks.Length)
        {
            Array.Resize(ref _clicks, Math.Max(16, Math.Max(Count + clicks, 2 * Count)));
            Array.Resize(ref _contexts, _clicks.Length);
        }

        if (_itemCount + items > _items.Length)
        {
            Array.Resize(ref _items, Math.Max(_itemCount + items, 2 * _items.Length));
        }
    }

    private struct Context
    {
        public int Start;
        public ushort Earlier;
        public ushort Before;
    }
}
