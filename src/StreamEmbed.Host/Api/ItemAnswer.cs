namespace StreamEmbed.Host.Api;

/// <summary>An item with its vector.</summary>
/// <param name="Snapshot">The snapshot that this is from.</param>
/// <param name="Item">The item's id.</param>
/// <param name="Count">How often it occurred in sessions that were learned from.</param>
/// <param name="LastSeen">Event time of the last of them.</param>
/// <param name="Vector">The vector.</param>
internal sealed record ItemAnswer(long Snapshot, string Item, long Count, DateTimeOffset LastSeen, float[] Vector);
