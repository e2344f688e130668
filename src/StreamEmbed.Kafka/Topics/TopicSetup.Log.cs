using Microsoft.Extensions.Logging;

namespace StreamEmbed.Kafka.Topics;

public sealed partial class TopicSetup
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Made the topic {Topic} with {Partitions} partitions.")]
    private partial void LogMade(string topic, int partitions);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The serving topic {Topic} has cleanup.policy={Policy}: vectors that do not change for long will be deleted from it, and new readers will miss them. "
            + "To mend it: kafka-configs.sh --bootstrap-server {Servers} --alter --topic {Topic} --add-config cleanup.policy=compact")]
    private partial void LogNotCompacted(string topic, string policy, string servers);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The settings of topic {Topic} cannot be seen: {Reason}")]
    private partial void LogUnseen(string topic, string reason);
}
