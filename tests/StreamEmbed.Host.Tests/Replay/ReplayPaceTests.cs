using StreamEmbed.Host.Replay;
using StreamEmbed.TestKit.Time;

namespace StreamEmbed.Host.Tests.Replay;

public sealed class ReplayPaceTests
{
    private const long StartMs = 1_700_000_000_000;
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task UntilAsync_HoldsAnEventBack_UntilItsTimeHasCome()
    {
        var pace = new ReplayPace(new ReplaySpeed(60), _clock);
        await UntilAsync(pace, StartMs);

        var second = UntilAsync(pace, StartMs + 60_000);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(second.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await second;
    }

    [Fact]
    public async Task UntilAsync_CountsFromTheFirstEvent_WhenTheClockWasLate()
    {
        var pace = new ReplayPace(new ReplaySpeed(1), _clock);
        await UntilAsync(pace, StartMs);
        _clock.Advance(TimeSpan.FromSeconds(10));

        await UntilAsync(pace, StartMs + 9_000);
        var last = UntilAsync(pace, StartMs + 11_000);

        Assert.False(last.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await last;
    }

    [Fact]
    public void UntilAsync_NeverWaits_WhenTimeRunsBackwardsOrSpeedIsMax()
    {
        var paced = new ReplayPace(new ReplaySpeed(1), _clock);
        var unpaced = new ReplayPace(ReplaySpeed.Max, _clock);

        Assert.True(UntilAsync(paced, StartMs).IsCompleted);
        Assert.True(UntilAsync(paced, StartMs - 60_000).IsCompleted);
        Assert.True(UntilAsync(unpaced, StartMs).IsCompleted);
        Assert.True(UntilAsync(unpaced, StartMs + 60_000).IsCompleted);
    }

    [Theory]
    [InlineData("max", null)]
    [InlineData("60x", 60.0)]
    [InlineData("0.5x", 0.5)]
    public void TryParse_ReadsASpeed_WhenWrittenSo(string text, double? factor)
    {
        Assert.True(ReplaySpeed.TryParse(text, out var speed));
        Assert.Equal(factor, speed.Factor);
    }

    [Theory]
    [InlineData("60")]
    [InlineData("0x")]
    [InlineData("-1x")]
    [InlineData("x")]
    [InlineData("fast")]
    public void TryParse_Refuses_WhenTextIsNoSpeed(string text)
    {
        Assert.False(ReplaySpeed.TryParse(text, out _));
    }

    private static Task UntilAsync(ReplayPace pace, long timeMs) => pace.UntilAsync(timeMs, TestContext.Current.CancellationToken);
}
