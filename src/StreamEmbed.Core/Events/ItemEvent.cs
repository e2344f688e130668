namespace StreamEmbed.Events;

/// <summary>One accepted interaction of a user with an item.</summary>
/// <param name="User">Who.</param>
/// <param name="Item">With what.</param>
/// <param name="TimeMs">Event time, Unix milliseconds.</param>
/// <param name="Weight">The weight of the event's type; above 0 (types of weight 0 are ignored while decoding).</param>
/// <param name="Position">Where the event stands in the log.</param>
/// <param name="TimeSource">Whether <paramref name="TimeMs"/> came from the value or from the record.</param>
public readonly record struct ItemEvent(
    UserId User,
    ItemId Item,
    long TimeMs,
    float Weight,
    SourcePosition Position,
    TimeSource TimeSource = TimeSource.Value);
