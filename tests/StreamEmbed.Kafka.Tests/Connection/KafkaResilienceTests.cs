using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.TestKit.Logging;
using StreamEmbed.TestKit.Time;

namespace StreamEmbed.Kafka.Tests.Connection;

public sealed class KafkaResilienceTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly RecordingLoggers _loggers = new();
    private readonly BrokerWatch _watch;
    private readonly KafkaResilience _resilience;
    private int _attempts;

    public KafkaResilienceTests()
    {
        _watch = new BrokerWatch("host:9092", _loggers.CreateLogger<BrokerWatch>(), _clock);
        _resilience = new KafkaResilience(_watch, _clock);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ExecuteAsync_TriesUntilItWorks_WhenTheBrokerIsAwayForFiveMinutes()
    {
        var back = _clock.GetUtcNow() + TimeSpan.FromMinutes(5);

        var work = _resilience.ExecuteAsync("publishing", _ => _clock.GetUtcNow() < back ? Fail(ErrorCode.Local_Transport) : Succeed(), Stop);
        await AdvanceUntilDone(work);

        // Pauses grow to the longest (10 s, with jitter up to half as much again): hundreds of attempts would be a busy loop.
        Assert.InRange(_attempts, 20, 90);
        Assert.Single(_loggers.Texts(LogLevel.Warning));
        Assert.Single(_loggers.Texts(LogLevel.Information));
        Assert.InRange(_clock.GetUtcNow() - back, TimeSpan.Zero, TimeSpan.FromSeconds(16));
    }

    [Fact]
    public async Task ExecuteAsync_ThrowsAtOnce_WhenTheErrorDoesNotHeal()
    {
        var thrown = await Assert.ThrowsAsync<KafkaException>(
            () => _resilience.ExecuteAsync("publishing", _ => Fail(ErrorCode.TopicAuthorizationFailed), Stop));

        Assert.Equal(ErrorCode.TopicAuthorizationFailed, thrown.Error.Code);
        Assert.Equal(1, _attempts);
        Assert.False(_watch.IsLost);
    }

    [Fact]
    public async Task ExecuteAsync_EndsTheAttemptAndTriesAgain_WhenItHangs()
    {
        var work = _resilience.ExecuteAsync(
            "publishing",
            async attempt =>
            {
                if (_attempts++ == 0)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, attempt);
                }
            },
            Stop,
            TimeSpan.FromSeconds(3));
        await AdvanceUntilDone(work);

        Assert.Equal(2, _attempts);
    }

    [Fact]
    public async Task ExecuteAsync_StopsWaiting_WhenItIsCancelled()
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        var work = _resilience.ExecuteAsync("publishing", _ => Fail(ErrorCode.Local_Transport), stopping.Token);
        await _clock.ArmedAsync(1, Stop);
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        Assert.False(_watch.IsLost);
    }

    [Fact]
    public void Heals_IsFalse_WhenTheErrorIsFatal() =>
        Assert.False(KafkaErrors.Heals(new Error(ErrorCode.Local_Transport, "finished", isFatal: true)));

    private Task Fail(ErrorCode code)
    {
        _attempts++;
        return Task.FromException(new KafkaException(code));
    }

    private Task Succeed()
    {
        _attempts++;
        return Task.CompletedTask;
    }

    /// <summary>Moves the clock from timer to timer until the work ends.</summary>
    private async Task AdvanceUntilDone(Task work)
    {
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, _clock.ArmedAsync(1, Stop));
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        await work;
    }
}
