namespace StreamEmbed.Events;

/// <summary>Why a record could not become an event.</summary>
/// <param name="Reason">For counting.</param>
/// <param name="Detail">A sentence for people: which field, what is wrong.</param>
public readonly record struct Rejection(RejectReason Reason, string Detail);
