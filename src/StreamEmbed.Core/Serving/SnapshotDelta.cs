using StreamEmbed.Events;

namespace StreamEmbed.Serving;

/// <summary>What changed between snapshot <paramref name="Base"/> and snapshot <paramref name="Number"/>. Immutable.</summary>
/// <param name="Number">The snapshot that readers have after applying this; above <paramref name="Base"/>.</param>
/// <param name="Base">The snapshot that it applies to; 0 when it holds every item.</param>
/// <param name="EventTimeMs">Event time up to which the model has learned, Unix milliseconds.</param>
/// <param name="Changed">Rows that are new or moved.</param>
/// <param name="Removed">Items evicted since; they become tombstones.</param>
public sealed record SnapshotDelta(
    long Number,
    long Base,
    long EventTimeMs,
    IReadOnlyList<ItemRow> Changed,
    IReadOnlyList<ItemId> Removed);
