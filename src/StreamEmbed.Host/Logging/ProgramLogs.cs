using Microsoft.Extensions.Logging;

namespace StreamEmbed.Host.Logging;

/// <summary>Makes the loggers of the program: one line an event, written at once.</summary>
internal static class ProgramLogs
{
    /// <summary>The caller disposes the factory; <paramref name="output"/> stays open.</summary>
    /// <param name="output">Thread-safe. Standard error where the command answers on standard output.</param>
    public static ILoggerFactory Create(LoggingOptions options, TextWriter output, TimeProvider clock) => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(options.Level)
        // The web server tells of every request, and scrapes come every few seconds.
        .AddFilter("Microsoft", options.Level > LogLevel.Warning ? options.Level : LogLevel.Warning)
        // What keeps the web server from starting is thrown to us as well, and said in one sentence.
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
        .AddProvider(new LineLoggerProvider(options.Format, output, clock)));
}
