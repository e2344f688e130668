using Microsoft.Extensions.Logging;

namespace StreamEmbed.Client.Following;

internal sealed partial class TopicFollower
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The copy of {Topic} is not whole: rows were cleaned away before they were read. It is made anew; the last whole snapshot is served meanwhile")]
    private partial void LogGap(string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}. The copy is made anew; the last whole snapshot is served meanwhile")]
    private partial void LogCut(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Record {Offset} of {Topic}[{Partition}] was passed over: {Fault}")]
    private partial void LogUnreadable(string topic, int partition, long offset, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The reader has ended; its last view stays")]
    private partial void LogEnded(Exception exception);
}
