using System.Globalization;
using Confluent.Kafka;
using StreamEmbed.Events;
using StreamEmbed.Ports;

namespace StreamEmbed.Kafka.Clicks;

/// <summary>Puts into words what is missing from a log.</summary>
internal static class LogGaps
{
    private const string WhatToDo = "To go on without them, start with --accept-gap (Kafka:AcceptGap); to keep such events, raise retention.ms of the topic.";
    private const string MadeAnewAdvice =
        "the topic was made anew, or its brokers lost events. To read what is in it now, move Checkpoint:Directory away, or name an empty one.";

    /// <summary>Whether the error says that a position is not in the log any more.</summary>
    public static bool IsGap(Error error) =>
        error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange or ErrorCode.Local_LogTruncation;

    /// <param name="next">The offset that was to be read.</param>
    /// <param name="low">The oldest offset left.</param>
    /// <param name="high">The offset that the next record will get.</param>
    public static LogGapException Between(string topic, int partition, long next, long low, long high, Exception inner) => next < low
        ? new LogGapException(
            Text($"Partition {partition} of topic '{topic}': {low - next} unread events (offsets {next} to {low - 1}) are gone; the oldest left is {low}. {WhatToDo}"),
            inner)
        : new LogGapException(
            Text($"Partition {partition} of topic '{topic}' ends at offset {high}, but was read up to {next}: {MadeAnewAdvice}"),
            inner);

    /// <summary>Events that were gone before a start.</summary>
    public static LogGapException BeforeStart(string topic, IReadOnlyList<(SourcePosition Next, long Low)> gaps)
    {
        var partitions = string.Join(
            ", ", gaps.Select(gap => Text($"partition {gap.Next.Partition}: {gap.Low - gap.Next.Offset} (offsets {gap.Next.Offset} to {gap.Low - 1})")));
        return new LogGapException(Text(
            $"Topic '{topic}': {gaps.Sum(gap => gap.Low - gap.Next.Offset)} unread events are gone, {partitions}. {WhatToDo}"));
    }

    /// <summary>Partitions that end before what was read of them.</summary>
    public static LogGapException MadeAnew(string topic, IReadOnlyList<(SourcePosition Next, long High)> cut)
    {
        var partitions = string.Join(
            ", ", cut.Select(end => Text($"partition {end.Next.Partition} ends at offset {end.High}, but was read up to {end.Next.Offset}")));
        return new LogGapException(Text($"Topic '{topic}', {partitions}: {MadeAnewAdvice}"));
    }

    public static LogGapException Unmeasured(string topic, int partition, long next, Exception inner) =>
        new(Text($"Partition {partition} of topic '{topic}': unread events from offset {next} on are gone. {WhatToDo}"), inner);

    public static LogGapException PartitionGone(string topic, SourcePosition next) =>
        new(Text($"Partition {next.Partition} of topic '{topic}' was read up to offset {next.Offset}, but there is no such partition now: {MadeAnewAdvice}"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
