using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

public sealed class SubsamplingTests
{
    [Theory]
    [InlineData(10, 1)]
    [InlineData(1_000, 1)]
    [InlineData(10_000, 0.4162)]
    [InlineData(100_000, 0.11)]
    public void Keeps_HasTheShareOfWord2VecsFormula(long count, double expected)
    {
        const int Draws = 20_000;
        var subsampling = new Subsampling(threshold: 1e-3, seed: 3);

        var kept = Enumerable.Range(0, Draws).Count(_ => subsampling.Keeps(count, 1_000_000));

        // Five standard errors of a share of 20,000 draws, at most.
        Assert.Equal(expected, kept / (double)Draws, 0.018);
    }

    [Fact]
    public void Train_LeavesOutFrequentItemsOnly_WhenSampleIsSet()
    {
        var all = Model(sample: 0);
        var some = Model(sample: 0.001);
        var none = Model(sample: 1);
        var traffic = new PlantedSessions(2);
        for (var i = 0; i < 300; i++)
        {
            var session = traffic.Next();
            all.Train(session);
            some.Train(session);
            none.Train(session);
        }

        Assert.Equal(all.Digest(), none.Digest());
        Assert.InRange(some.Stats.Tokens, 0.2 * all.Stats.Tokens, 0.8 * all.Stats.Tokens);
        Assert.Equal(all.Count, some.Count);
    }

    private static ItemEmbeddings Model(double sample) => new(new TrainingOptions { Dimension = 16, Sample = sample }, new VocabularyOptions());
}
