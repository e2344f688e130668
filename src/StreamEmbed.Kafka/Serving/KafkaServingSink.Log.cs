using Microsoft.Extensions.Logging;

namespace StreamEmbed.Kafka.Serving;

public sealed partial class KafkaServingSink
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Topic {Topic} holds {Items} items and {Users} users; its last snapshot is {Snapshot}")]
    private partial void LogContents(string topic, long snapshot, long items, long users);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Record {Offset} of {Topic}[{Partition}] was passed over: {Fault}")]
    private partial void LogUnreadable(string topic, int partition, long offset, string fault);
}
