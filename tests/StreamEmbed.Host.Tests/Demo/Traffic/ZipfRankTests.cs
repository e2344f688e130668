using StreamEmbed.Host.Demo.Traffic;
using StreamEmbed.Randomness;

namespace StreamEmbed.Host.Tests.Demo.Traffic;

public sealed class ZipfRankTests
{
    [Fact]
    public void Draw_FollowsZipfsLaw()
    {
        const int count = 1_000;
        const int draws = 400_000;
        var random = new SeededRandom(1);
        var drawn = new int[count];
        for (var draw = 0; draw < draws; draw++)
        {
            drawn[ZipfRank.Draw(random, count)]++;
        }

        // Up to rank 100 a rank is expected more than 500 times: five standard deviations are below 22 %.
        var harmonic = Math.Log(count + 1);
        var wrong = Enumerable.Range(0, 100)
            .Where(rank => Math.Abs((drawn[rank] * harmonic / draws * (rank + 1.5)) - 1) > 0.22)
            .Select(rank => $"rank {rank}: {drawn[rank]} times");
        Assert.Empty(wrong);
        Assert.True(drawn[^1] > 0, "the last rank is never drawn");
    }

    [Fact]
    public void Draw_GivesTheOnlyRank_WhenThereIsOne()
    {
        var random = new SeededRandom(1);

        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.Equal(0, ZipfRank.Draw(random, 1)));
    }
}
