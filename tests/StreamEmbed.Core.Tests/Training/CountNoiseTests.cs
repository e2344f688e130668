using StreamEmbed.Randomness;

namespace StreamEmbed.Training;

public sealed class CountNoiseTests
{
    private const int Draws = 200_000;

    [Theory]
    [InlineData(-1)]
    [InlineData(-0.5)]
    [InlineData(0)]
    [InlineData(0.75)]
    [InlineData(1)]
    public void Draw_FollowsCountToTheExponent_BeforeAndAfterRowsGo(double exponent)
    {
        var noise = new CountNoise(exponent);
        var counts = new Dictionary<int, long>();
        for (var row = 0; row < 50; row++)
        {
            // Each count is reached step by step, as in a stream, across the groups' bounds.
            for (long count = 1; count <= 1 + (row * row); count++)
            {
                noise.Set(row, count);
            }

            counts[row] = 1 + (row * row);
        }

        noise.Set(7, 100_000);
        counts[7] = 100_000;
        AssertFrequencies(noise, counts, exponent, seed: 1);

        foreach (var row in new[] { 0, 7, 13, 49 })
        {
            noise.Remove(row);
            counts.Remove(row);
        }

        AssertFrequencies(noise, counts, exponent, seed: 2);
    }

    [Fact]
    public void Draw_GivesNothing_WhenAllRowsWentAway()
    {
        var noise = new CountNoise(0.75);
        noise.Set(3, 5);
        noise.Remove(3);

        var drawn = new int[2];
        noise.Draw(drawn, new SeededRandom(1));

        Assert.Equal([-1, -1], drawn);
    }

    private static void AssertFrequencies(CountNoise noise, Dictionary<int, long> counts, double exponent, long seed)
    {
        var random = new SeededRandom(seed);
        var drawn = new Dictionary<int, int>();
        var rows = new int[40];
        for (var i = 0; i < Draws; i += rows.Length)
        {
            noise.Draw(rows, random);
            foreach (var row in rows)
            {
                drawn[row] = drawn.GetValueOrDefault(row) + 1;
            }
        }

        var total = counts.Values.Sum(c => Math.Pow(c, exponent));
        Assert.Empty(drawn.Keys.Except(counts.Keys));
        var chiSquare = counts.Sum(c =>
        {
            var expected = Draws * Math.Pow(c.Value, exponent) / total;
            var difference = drawn.GetValueOrDefault(c.Key) - expected;
            return difference * difference / expected;
        });

        // 45 to 49 degrees of freedom: above 95 less than once in ten thousand seeds.
        Assert.InRange(chiSquare, 0, 95);
    }
}
