using Microsoft.Extensions.Logging;

namespace StreamEmbed.Host.Logging;

/// <summary>What is logged to the console, and how.</summary>
internal sealed record LoggingOptions
{
    /// <summary>One line an event, as text for people or as JSON for log collectors.</summary>
    public LogFormat Format { get; init; } = LogFormat.Text;

    /// <summary>Events below this level are not logged.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;
}
