using Microsoft.Extensions.Logging;

namespace StreamEmbed.Kafka.Rejected;

public sealed partial class KafkaRejectedEventSink
{
    // Once: a stream of oversized records would otherwise be a stream of lines.
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The topic {Topic} refuses a record of {Bytes} bytes; only its beginning is kept. Raise max.message.bytes of the topic to keep such records whole.")]
    private partial void LogTruncated(string topic, int bytes);
}
