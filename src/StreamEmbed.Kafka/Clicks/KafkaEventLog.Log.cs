using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamEmbed.Kafka.Clicks;

public sealed partial class KafkaEventLog
{
    // Nothing depends on committed offsets but what lag tools show, so this is no warning.
    [LoggerMessage(Level = LogLevel.Debug, Message = "The position for lag tools was not committed: {Code}")]
    private partial void LogNotCommitted(ErrorCode code);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The consumer could not commit its last position within {Seconds} s and was left open.")]
    private partial void LogLeftOpen(double seconds);
}
