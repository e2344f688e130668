using Microsoft.Extensions.Logging;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.TestKit.Logging;
using StreamEmbed.TestKit.Time;

namespace StreamEmbed.Kafka.Tests.Connection;

public sealed class BrokerWatchTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly RecordingLoggers _loggers = new();
    private readonly BrokerWatch _watch;

    public BrokerWatchTests() => _watch = new BrokerWatch("host:9092", _loggers.CreateLogger<BrokerWatch>(), _clock);

    [Fact]
    public void Trouble_IsOneLine_WhenManySourcesFailManyTimes()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            _watch.Trouble("clicks", "Connection refused");
            _watch.Trouble("serving", "timed out");
        }

        Assert.Equal(["Kafka at host:9092 is lost: clicks: Connection refused. Waiting for it."], _loggers.Texts(LogLevel.Warning));
        Assert.True(_watch.IsLost);
    }

    [Fact]
    public void Well_IsOneLine_WhenTheLastSourceIsWellAgain()
    {
        _watch.Trouble("clicks", "Connection refused");
        _watch.Trouble("serving", "timed out");
        _clock.Advance(TimeSpan.FromSeconds(7));

        _watch.Well("clicks");
        Assert.True(_watch.IsLost);
        Assert.Equal("serving: timed out", _watch.Troubles);
        Assert.Equal(TimeSpan.FromSeconds(7), _watch.LostFor);
        _watch.Well("serving");
        _watch.Well("serving");

        Assert.False(_watch.IsLost);
        Assert.Equal(["Kafka at host:9092 is back after 7 s."], _loggers.Texts(LogLevel.Information));
    }

    [Fact]
    public void Well_SaysNothing_WhenNothingWasLost()
    {
        _watch.Well("clicks");

        Assert.Empty(_loggers.Lines);
    }

    [Fact]
    public void Forget_EndsTheTroubleWithoutALine_WhenASourceGivesUp()
    {
        _watch.Trouble("clicks", "Connection refused");

        _watch.Forget("clicks");

        Assert.False(_watch.IsLost);
        Assert.Empty(_loggers.Texts(LogLevel.Information));
    }
}
