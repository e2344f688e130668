using Microsoft.Extensions.Logging;

namespace StreamEmbed.Kafka.Connection;

public sealed partial class BrokerWatch
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka at {Servers} is lost: {Source}: {Reason}. Waiting for it.")]
    private partial void LogLost(string servers, string source, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Kafka at {Servers} is back after {Seconds} s.")]
    private partial void LogBack(string servers, double seconds);
}
