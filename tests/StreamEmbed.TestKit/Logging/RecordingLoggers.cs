using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace StreamEmbed.TestKit.Logging;

/// <summary>Keeps every line that is logged, of all levels from <paramref name="minimum"/> on. Thread-safe.</summary>
public sealed class RecordingLoggers(LogLevel minimum = LogLevel.Trace)
{
    private readonly ConcurrentQueue<LoggedLine> _lines = new();

    /// <summary>For code that makes its loggers itself.</summary>
    public ILoggerFactory Factory => new RecorderFactory(this);

    /// <summary>The lines so far, in order.</summary>
    public IReadOnlyList<LoggedLine> Lines => [.. _lines];

    public ILogger<T> CreateLogger<T>() => new Logger<T>(Factory);

    /// <summary>The texts of the lines of one level, in order.</summary>
    public IReadOnlyList<string> Texts(LogLevel level) => [.. _lines.Where(line => line.Level == level).Select(line => line.Text)];

    private sealed class RecorderFactory(RecordingLoggers owner) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => new Recorder(owner, categoryName);

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Lines are only recorded.");

        public void Dispose()
        {
        }
    }

    private sealed class Recorder(RecordingLoggers owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= owner.Minimum;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                owner._lines.Enqueue(new LoggedLine(category, logLevel, formatter(state, exception), exception));
            }
        }
    }

    private LogLevel Minimum { get; } = minimum;
}
