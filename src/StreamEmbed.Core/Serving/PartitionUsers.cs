using StreamEmbed.Events;

namespace StreamEmbed.Serving;

/// <summary>What a publication of users writes to one partition, in this order: tombstones, rows, marker.</summary>
public sealed record PartitionUsers(
    IReadOnlyList<UserId> Removed,
    IReadOnlyList<UserVector> Changed,
    SnapshotMarker Marker);
