using Microsoft.Extensions.Logging;

namespace StreamEmbed.TestKit.Logging;

/// <summary>One line that was logged.</summary>
public sealed record LoggedLine(string Category, LogLevel Level, string Text, Exception? Exception);
