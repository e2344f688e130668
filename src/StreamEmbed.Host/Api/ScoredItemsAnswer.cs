namespace StreamEmbed.Host.Api;

/// <summary>Items with scores, the nearest first.</summary>
/// <param name="Snapshot">The snapshot that this is from.</param>
/// <param name="Results">The items.</param>
internal sealed record ScoredItemsAnswer(long Snapshot, IReadOnlyList<ScoredItemAnswer> Results);
