namespace StreamEmbed.Neighbours;

/// <summary>An item's list as it lies in memory: parallel columns of <c>Keys.Length</c> neighbours, in no order. Holds until the store changes.</summary>
internal readonly ref struct NeighbourView
{
    /// <summary>uint[neighbours]: keys of the items, for <see cref="NeighbourStore.TryRow"/>.</summary>
    public ReadOnlySpan<uint> Keys { get; init; }

    /// <summary>ushort[neighbours]: <see cref="PackedCount"/> of pairs in either order, with the slow half-life.</summary>
    public ReadOnlySpan<ushort> Slow { get; init; }

    /// <summary>ushort[neighbours]: the same with the fast half-life.</summary>
    public ReadOnlySpan<ushort> Fast { get; init; }

    /// <summary>ushort[neighbours]: pairs of one session in which the neighbour came later; not decayed.</summary>
    public ReadOnlySpan<ushort> Next { get; init; }

    /// <summary>Totals and epochs.</summary>
    public NeighbourTotals Totals { get; init; }
}
