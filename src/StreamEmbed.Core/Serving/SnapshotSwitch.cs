using StreamEmbed.Events;

namespace StreamEmbed.Serving;

/// <summary>The step from the snapshot that a reader serves to a newer whole one. Immutable.</summary>
/// <param name="Number">The snapshot after the step.</param>
/// <param name="Dimension">Length of its vectors.</param>
/// <param name="ModelId">The model that they come from.</param>
/// <param name="EventTimeMs">Event time up to which it has learned, Unix milliseconds.</param>
/// <param name="PublishedMs">When the last of its end markers was written, by the publisher's clock, Unix milliseconds.</param>
/// <param name="Items">Count and digest of all items after the step.</param>
/// <param name="Removed">Items that are gone; apply these before <paramref name="Changed"/>.</param>
/// <param name="Changed">Items that are new or moved.</param>
public sealed record SnapshotSwitch(
    long Number,
    int Dimension,
    string ModelId,
    long EventTimeMs,
    long PublishedMs,
    RowTotals Items,
    IReadOnlyList<ItemId> Removed,
    IReadOnlyList<ItemRow> Changed);
