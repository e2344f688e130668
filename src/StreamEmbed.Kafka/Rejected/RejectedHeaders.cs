namespace StreamEmbed.Kafka.Rejected;

/// <summary>Headers that dead letters and late events get besides their own; all values are text in UTF-8.</summary>
public static class RejectedHeaders
{
    /// <summary>Why a record could not be read: a member of <see cref="Events.RejectReason"/> in snake case.</summary>
    public const string Reason = "streamembed-reason";

    /// <summary>A sentence for people.</summary>
    public const string Detail = "streamembed-detail";

    /// <summary>The topic that it was read from.</summary>
    public const string Topic = "streamembed-topic";

    /// <summary>The partition that it was read from.</summary>
    public const string Partition = "streamembed-partition";

    /// <summary>Its offset there.</summary>
    public const string Offset = "streamembed-offset";

    /// <summary>The time of the record there, Unix milliseconds; not given when it had none.</summary>
    public const string TimestampMs = "streamembed-timestamp-ms";

    /// <summary>Only where the broker refused the record for its size: how many bytes its value had before it was cut.</summary>
    public const string Truncated = "streamembed-truncated";

    /// <summary>How long before the event came the last session that it could have joined was closed, milliseconds of event time.</summary>
    public const string LatenessMs = "streamembed-lateness-ms";
}
