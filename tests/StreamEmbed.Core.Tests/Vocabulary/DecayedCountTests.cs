using StreamEmbed.Randomness;

namespace StreamEmbed.Vocabulary;

public sealed class DecayedCountTests
{
    [Fact]
    public void At_IsTheSumOfHalvedEvents_OverManyEpochsAndOutOfOrder()
    {
        const double halfLifeMs = 3_600_000;
        var random = new SeededRandom(3);
        var count = default(DecayedCount);
        var events = new List<long>();
        var time = 1_700_000_000_000;
        for (var i = 0; i < 2_000; i++)
        {
            time += random.NextInt(1_000_000);
            // Some are up to five half-lives late.
            events.Add(random.NextInt(5) == 0 ? time - random.NextInt(18_000_000) : time);
            count.Add(DecayedWeight.At(events[^1], halfLifeMs));
            var expected = events.Sum(t => Math.Pow(2, (t - time) / halfLifeMs));

            Assert.Equal(expected, count.At(DecayedWeight.At(time, halfLifeMs)), expected * 1e-9);
        }
    }

    [Fact]
    public void At_IsZero_WhenNothingWasCounted()
    {
        Assert.Equal(0, default(DecayedCount).At(DecayedWeight.At(1_700_000_000_000, 1)));
    }
}
