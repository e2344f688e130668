using Microsoft.Extensions.Logging;
using StreamEmbed.Host.Logging;
using StreamEmbed.TestKit.Time;

namespace StreamEmbed.Host.Tests.Logging;

public sealed partial class ProgramLogsTests : IDisposable
{
    private readonly StringWriter _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Log_WritesOneReadableLine_WhenTheFormatIsText()
    {
        Log(new LoggingOptions(), log => Closed(log, 3, "gap\nor idle"));

        Assert.Equal("2024-01-01T00:00:00.000Z info  SessionStage: Closed 3 sessions: gap | or idle\n", _output.ToString());
    }

    [Fact]
    public void Log_WritesOneObjectWithTheValues_WhenTheFormatIsJson()
    {
        Log(new LoggingOptions { Format = LogFormat.Json }, log => Closed(log, 3, "gap\nor \"idle\""));

        Assert.Equal(
            """{"time":"2024-01-01T00:00:00.000Z","level":"information","category":"StreamEmbed.Pipeline.SessionStage","event":"Closed","message":"Closed 3 sessions: gap\nor \"idle\"","values":{"Count":3,"Why":"gap\nor \"idle\""}}""" + "\n",
            _output.ToString());
    }

    [Theory]
    [InlineData("Text")]
    [InlineData("Json")]
    public void Log_KeepsAnExceptionOnTheLine_WhenOneIsGiven(string format)
    {
        Log(new LoggingOptions { Format = Enum.Parse<LogFormat>(format) }, log => Failed(log, Thrown()));

        var line = Assert.Single(_output.ToString().TrimEnd('\n').Split('\n'));
        Assert.Contains("InvalidOperationException: first", line, StringComparison.Ordinal);
        Assert.Contains(nameof(Thrown), line, StringComparison.Ordinal);
    }

    [Fact]
    public void Log_LeavesOutWhatIsBelowTheLevel_WhenTheLevelIsRaised()
    {
        Log(new LoggingOptions { Level = LogLevel.Error }, log =>
        {
            Closed(log, 3, "gap");
            Failed(log, null);
        });

        Assert.Equal("2024-01-01T00:00:00.000Z error SessionStage: Failed\n", _output.ToString());
    }

    [Fact]
    public void Log_LeavesOutRequests_WhenTheWebServerTellsOfThem()
    {
        Log(new LoggingOptions { Level = LogLevel.Trace }, log => Closed(log, 1, "x"), "Microsoft.AspNetCore.Hosting.Diagnostics");

        Assert.Empty(_output.ToString());
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Closed {Count} sessions: {Why}")]
    private static partial void Closed(ILogger log, int count, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed")]
    private static partial void Failed(ILogger log, Exception? exception);

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("first\nsecond");
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }

    private void Log(LoggingOptions options, Action<ILogger> write, string category = "StreamEmbed.Pipeline.SessionStage")
    {
        using var loggers = ProgramLogs.Create(options, _output, new ManualTimeProvider());
        write(loggers.CreateLogger(category));
    }
}
