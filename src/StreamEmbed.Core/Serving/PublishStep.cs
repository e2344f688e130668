namespace StreamEmbed.Serving;

/// <summary>The steps of a publication, of items or of users, in their order; docs/recovery.md says what a crash after each of them leaves.</summary>
public static class PublishStep
{
    /// <summary>Step P1: what each partition gets is known, nothing of it is sent.</summary>
    public const string Planned = "publication-planned";

    /// <summary>Step P2: everything of one partition is handed to the client, its end marker too, and another partition is still to come.</summary>
    public const string PartitionSent = "partition-sent";

    /// <summary>Step P3: all records are handed to the client, and not all of them are confirmed.</summary>
    public const string Sent = "publication-sent";

    /// <summary>Step P4: the broker has confirmed all; nobody knows yet.</summary>
    public const string Confirmed = "publication-confirmed";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Planned, PartitionSent, Sent, Confirmed];
}
