using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Host.Http;
using StreamEmbed.Host.Running;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Pipeline.Counters;
using StreamEmbed.Serving;
using StreamEmbed.TestKit.Time;

namespace StreamEmbed.Host.Tests.Running;

public sealed class LineHealthTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly HealthState _health = new();
    private readonly PipelineCounters _counters = new([0, 1]);
    private readonly BrokerWatch _broker;
    private readonly LineHealth _lineHealth;

    public LineHealthTests()
    {
        _broker = new BrokerWatch("127.0.0.1:1", NullLogger<BrokerWatch>.Instance, _clock);
        _lineHealth = new LineHealth(_health, new PublishingOptions(), _clock);
        _lineHealth.Watch(_counters, _broker);
    }

    [Fact]
    public void Watch_SaysWhatIsMissing_BeforeAnythingHappened()
    {
        Assert.False(_health.IsReady);
        Assert.True(_health.IsLive);
        Assert.Equal(["caught_up", "published"], _health.Conditions.Where(condition => !condition.IsMet).Select(condition => condition.Name));
    }

    [Fact]
    public void Watch_NamesTheTrouble_WhenTheBrokerIsLost()
    {
        _broker.Trouble("reading clicks", "connection refused");
        _clock.Advance(TimeSpan.FromMinutes(1));

        var broker = _health.Conditions.Single(condition => condition.Name == "broker");
        Assert.False(broker.IsMet);
        Assert.Contains("connection refused", broker.Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _lineHealth.Dispose();
}
