namespace StreamEmbed.Sessions;

/// <summary>Why an event is late. The names, in snake case, are the values of the <c>reason</c> label.</summary>
public enum LateReason
{
    /// <summary>No open session is within a gap of it, and a session of its own would have closed already.</summary>
    SessionClosed,

    /// <summary>It lies before an open session whose part of the greatest duration, with this event as its first, would have closed already.</summary>
    PartClosed,
}
