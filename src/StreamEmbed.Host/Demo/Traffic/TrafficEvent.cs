using StreamEmbed.Events;

namespace StreamEmbed.Host.Demo.Traffic;

/// <summary>A generated event.</summary>
/// <param name="Event">The event; its position is partition 0 and its number from the start.</param>
/// <param name="Type">Its type, one of those that <see cref="EventOptions.Types"/> lists by default.</param>
internal readonly record struct TrafficEvent(ItemEvent Event, string Type);
