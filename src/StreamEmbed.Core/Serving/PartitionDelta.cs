using StreamEmbed.Events;

namespace StreamEmbed.Serving;

/// <summary>What a delta writes to one partition, in this order: begin, tombstones, rows, end.</summary>
/// <remarks>Writing it again leaves readers where they are.</remarks>
public sealed record PartitionDelta(
    SnapshotMarker Begin,
    IReadOnlyList<ItemId> Removed,
    IReadOnlyList<ItemRow> Changed,
    SnapshotMarker End);
