using StreamEmbed.Serving;

namespace StreamEmbed.Kafka.Serving;

/// <summary>A record of the serving topic and where it stood.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset.</param>
/// <param name="TimestampMs">When it was written, by the publisher's clock, Unix milliseconds.</param>
/// <param name="Record">What it says; null when it is of a kind that this version does not know, or cannot be read.</param>
/// <param name="Fault">Why it cannot be read; null when it can.</param>
public readonly record struct ServingEntry(int Partition, long Offset, long TimestampMs, ServingRecord? Record, string? Fault);
