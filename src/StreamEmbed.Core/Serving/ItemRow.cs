using StreamEmbed.Events;

namespace StreamEmbed.Serving;

/// <summary>An item as readers get it: an immutable copy of the trainer's row.</summary>
/// <param name="Item">The item.</param>
/// <param name="Vector">float[dimension], owned by this row, never written again.</param>
/// <param name="Count">Occurrences in trained sessions.</param>
/// <param name="LastSeenMs">Event time of the last of them, Unix milliseconds.</param>
public sealed record ItemRow(ItemId Item, float[] Vector, long Count, long LastSeenMs);
