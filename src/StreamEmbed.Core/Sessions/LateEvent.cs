using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>An event that came after even the session that it would join or form had closed.</summary>
/// <param name="Event">The event.</param>
/// <param name="LatenessMs">How far its partition's watermark had passed the close of that session, milliseconds.</param>
/// <param name="Reason">What had closed.</param>
public readonly record struct LateEvent(ItemEvent Event, long LatenessMs, LateReason Reason = LateReason.SessionClosed);
