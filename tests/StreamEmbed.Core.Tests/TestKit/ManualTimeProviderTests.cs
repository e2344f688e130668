using StreamEmbed.TestKit.Time;

namespace StreamEmbed.Core.Tests.TestKit;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void Advance_FiresInOrderOfTime_WhenSeveralTimersAreDue()
    {
        using var late = TimerOf("late", TimeSpan.FromSeconds(3));
        using var early = TimerOf("early", TimeSpan.FromSeconds(1));
        using var never = TimerOf("never", TimeSpan.FromSeconds(9));

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(["early@1", "late@3"], _fired);
    }

    [Fact]
    public void Advance_FiresEachPeriod_WhenATimerRepeats()
    {
        using var timer = _clock.CreateTimer(_ => Note("tick"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _clock.Advance(TimeSpan.FromSeconds(5.5));

        Assert.Equal(["tick@1", "tick@3", "tick@5"], _fired);
    }

    [Fact]
    public void Advance_FiresATimerArmedByATimer_WhenItIsDueWithinTheStep()
    {
        using var inner = _clock.CreateTimer(_ => Note("inner"), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var outer = _clock.CreateTimer(
            _ => inner.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(["inner@2"], _fired);
    }

    [Fact]
    public async Task ArmedAsync_Returns_WhenADelayStartedElsewhere()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var delay = Task.Run(() => Task.Delay(TimeSpan.FromHours(1), _clock, cancellationToken), cancellationToken);

        await _clock.ArmedAsync(1, cancellationToken);
        Assert.False(delay.IsCompleted);
        _clock.Advance(TimeSpan.FromHours(1));

        await delay;
        Assert.Equal(0, _clock.ArmedTimers);
    }

    private ITimer TimerOf(string name, TimeSpan due) =>
        _clock.CreateTimer(_ => Note(name), null, due, Timeout.InfiniteTimeSpan);

    private void Note(string name) =>
        _fired.Add($"{name}@{(_clock.GetUtcNow() - new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds}");
}
