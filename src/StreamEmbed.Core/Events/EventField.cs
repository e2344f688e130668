namespace StreamEmbed.Events;

/// <summary>What a JSON field says of an event.</summary>
internal enum EventField
{
    Unknown,
    User,
    Item,
    Time,
    Type,
}
