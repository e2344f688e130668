using System.Runtime.Intrinsics;
using StreamEmbed.Randomness;

namespace StreamEmbed.Ranking;

public sealed class ItemActivityTests
{
    private const long Start = 1_800_000_000_000;
    private const double Hour = 3_600_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void At_IsWhatTheClicksAddUpTo_InAnyOrder(int seed)
    {
        var random = new SeededRandom(seed);
        var clicks = Enumerable.Range(0, 300)
            .Select(_ => (TimeMs: Start + (long)(random.NextDouble() * 30 * 24 * Hour), IsFirst: random.NextInt(3) == 0)).ToArray();
        var activity = default(ItemActivity);
        foreach (var (timeMs, isFirst) in clicks)
        {
            activity.Add(timeMs, isFirst);
        }

        var now = Start + (long)(31 * 24 * Hour);
        double Sum(double halfLifeHours, bool all) =>
            clicks.Where(click => all || !click.IsFirst).Sum(click => Math.Pow(0.5, (now - click.TimeMs) / Hour / halfLifeHours));

        var expected = new[]
        {
            Math.Log(Math.Max(0.3, Sum(2, true))), Math.Log(Math.Max(0.3, Sum(24, true))), Math.Log(Math.Max(0.3, Sum(168, true))),
            Math.Log(Math.Max(0.3, Sum(2, false))), Math.Log(Math.Max(0.3, Sum(24, false))),
            Math.Log(301), Math.Log(1 + ((now - clicks.Min(click => click.TimeMs)) / Hour)), Math.Log(1 + ((now - clicks.Max(click => click.TimeMs)) / Hour)),
        };
        var numbers = ItemNumbers.At(activity, now);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], numbers[i], 3);
        }
    }

    [Fact]
    public void At_IsTheFloor_ForAnItemThatNobodyClicked()
    {
        var numbers = ItemNumbers.At(default, Start);
        Assert.Equal(MathF.Log(0.3f), numbers[0]);
        Assert.Equal(0, numbers[5]);
        Assert.True(Vector256.EqualsAll(numbers, numbers));
    }

    [Fact]
    public void At_DoesNotLookIntoTheFuture()
    {
        var activity = default(ItemActivity);
        activity.Add(Start, isFirst: true);
        Assert.Equal(ItemNumbers.At(activity, Start), ItemNumbers.At(activity, Start - 1_000_000));
    }
}
