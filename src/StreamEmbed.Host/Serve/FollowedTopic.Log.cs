using Microsoft.Extensions.Logging;

namespace StreamEmbed.Host.Serve;

internal sealed partial class FollowedTopic
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason} A new reader is started; the vectors read until now are served meanwhile")]
    private partial void LogAnotherModel(string reason);
}
