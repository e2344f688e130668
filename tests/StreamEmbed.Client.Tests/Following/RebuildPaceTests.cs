using StreamEmbed.Client.Following;
using StreamEmbed.TestKit.Time;

namespace StreamEmbed.Client.Tests.Following;

public sealed class RebuildPaceTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void TryTake_IsAtOnceFirst_ThenEverLessOften()
    {
        var pace = new RebuildPace(_clock);
        var pauses = new List<double>();
        for (var i = 0; i < 10; i++)
        {
            var seconds = 0;
            for (; !pace.TryTake(); seconds++)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
            }

            pauses.Add(seconds);
        }

        Assert.Equal([0, 5, 10, 20, 40, 80, 160, 300, 300, 300], pauses);
    }

    [Fact]
    public void TryTake_IsAtOnceAgain_WhenItHelped()
    {
        var pace = new RebuildPace(_clock);
        Assert.True(pace.TryTake());
        Assert.False(pace.TryTake());

        pace.Reset();

        Assert.True(pace.TryTake());
    }
}
