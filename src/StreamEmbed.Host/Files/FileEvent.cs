using StreamEmbed.Events;

namespace StreamEmbed.Host.Files;

/// <summary>An event as a file holds it.</summary>
/// <param name="Event">The event; its position counts the events of the file from 0, in partition 0.</param>
/// <param name="Type">The event's type as written; null when the file gives none.</param>
internal readonly record struct FileEvent(ItemEvent Event, string? Type);
