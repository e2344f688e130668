using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Pipeline.Batches;

/// <summary>What is published together: first the items, then the users pooled in them. Immutable; holds copies, never the trainer's rows.</summary>
/// <param name="Delta">Changed items, or null when only users are due.</param>
/// <param name="Users">Vectors of users who clicked.</param>
/// <param name="Forgotten">Users to be removed.</param>
/// <param name="Next">How far events are contained in it: the next offset of each partition that moved.</param>
internal sealed record Publication(
    SnapshotDelta? Delta,
    IReadOnlyList<UserVector> Users,
    IReadOnlyList<UserId> Forgotten,
    IReadOnlyList<SourcePosition> Next);
