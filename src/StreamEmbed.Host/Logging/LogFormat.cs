namespace StreamEmbed.Host.Logging;

/// <summary>How a logged event is written.</summary>
internal enum LogFormat
{
    /// <summary>Time, level, category and message.</summary>
    Text,

    /// <summary>One JSON object with the message's values as fields of their own.</summary>
    Json,
}
