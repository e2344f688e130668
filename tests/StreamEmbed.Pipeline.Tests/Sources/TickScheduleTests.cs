using StreamEmbed.Pipeline.Batches;
using StreamEmbed.Pipeline.Sources;
using StreamEmbed.Serving;

namespace StreamEmbed.Pipeline.Tests.Sources;

public sealed class TickScheduleTests
{
    private readonly TickSchedule _ticks = new(
        new PublishingOptions { Every = TimeSpan.FromSeconds(5), UsersEvery = TimeSpan.FromSeconds(1) },
        startMs: 1_000);

    [Fact]
    public void Due_IsNothing_BeforeTheFirstInterval() => Assert.Equal(Ticks.None, _ticks.Due(1_999));

    [Fact]
    public void Due_GivesBoth_WhenBothIntervalsAreOver() => Assert.Equal(Ticks.Items | Ticks.Users, _ticks.Due(6_000));

    [Fact]
    public void Due_DoesNotMakeUp_WhenIntervalsWereMissed()
    {
        Assert.Equal(Ticks.Items | Ticks.Users, _ticks.Due(60_000));
        Assert.Equal(Ticks.None, _ticks.Due(60_001));
        Assert.Equal(Ticks.Users, _ticks.Due(61_000));
    }

    [Fact]
    public void UntilNext_IsNeverNegative()
    {
        Assert.Equal(TimeSpan.FromSeconds(1), _ticks.UntilNext(1_000));
        Assert.Equal(TimeSpan.Zero, _ticks.UntilNext(9_000));
    }
}
