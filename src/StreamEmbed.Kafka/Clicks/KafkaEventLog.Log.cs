using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamEmbed.Kafka.Clicks;

public sealed partial class KafkaEventLog
{
    private void LogNew(string topic, int before, int now, long lost)
    {
        if (before > 0 && now > before)
        {
            LogNewPartitions(topic, now, before);
        }

        if (lost > 0)
        {
            LogLost(topic, lost);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Topic {Topic} has {Now} partitions, {Before} of which were read before; the new ones are read from their beginning. Users whose keys moved continue their sessions there as new ones.")]
    private partial void LogNewPartitions(string topic, int now, int before);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Events} events of topic {Topic} were gone before they were read; going on without them, as Kafka:AcceptGap says.")]
    private partial void LogLost(string topic, long events);

    // Nothing depends on committed offsets but what lag tools show, so this is no warning.
    [LoggerMessage(Level = LogLevel.Debug, Message = "The position for lag tools was not committed: {Code}")]
    private partial void LogNotCommitted(ErrorCode code);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The consumer could not commit its last position within {Seconds} s and was left open.")]
    private partial void LogLeftOpen(double seconds);
}
