using Microsoft.Extensions.Logging;

namespace StreamEmbed.Checkpoints;

public sealed partial class CheckpointDirectory
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "{Directory}: {Files} files of tables were put together into one of {Bytes} bytes.")]
    private partial void LogCompacted(string directory, int files, long bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Directory}: files that are not needed any more could not be removed: {Reason}")]
    private partial void LogNotRemoved(string directory, string reason);
}
