using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamEmbed.Kafka.Connection;

// The client library's own lines are for debugging: what an operator must know, the adapters say once, in their own words.
public sealed partial class KafkaClients
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "{Role}: {Facility} {Line}")]
    private partial void LogLine(string role, string facility, string line);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Role}: {Code} {Reason}")]
    private partial void LogError(string role, ErrorCode code, string reason);
}
