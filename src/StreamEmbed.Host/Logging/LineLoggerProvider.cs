using Microsoft.Extensions.Logging;

namespace StreamEmbed.Host.Logging;

/// <summary>Writes each logged event as one line.</summary>
/// <remarks>
/// Not the console logger of the framework: that one takes two lines an event or breaks on line ends in messages, and
/// writes in the background, so that the last lines before an exit may be missing.
/// </remarks>
/// <param name="output">Thread-safe; not closed.</param>
internal sealed class LineLoggerProvider(LogFormat format, TextWriter output, TimeProvider clock) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new LineLogger(this, categoryName);

    public void Dispose()
    {
    }

    private void Write(LogLine line) => output.WriteLine(format == LogFormat.Json ? line.AsJson() : line.AsText());

    private sealed class LineLogger(LineLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                provider.Write(new LogLine(
                    provider.Now(),
                    logLevel,
                    category,
                    eventId.Name,
                    formatter(state, exception),
                    state as IReadOnlyList<KeyValuePair<string, object?>> ?? [],
                    exception));
            }
        }
    }

    private DateTimeOffset Now() => clock.GetUtcNow();
}
