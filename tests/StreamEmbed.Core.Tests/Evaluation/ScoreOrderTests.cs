namespace StreamEmbed.Evaluation;

public sealed class ScoreOrderTests
{
    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(1, 3.0)]
    [InlineData(2, 3.0)]
    [InlineData(4, 5.0)]
    public void Of_CountsEqualScoresAsTheMiddleRank(int target, double rank)
    {
        Assert.Equal(rank, ScoreOrder.Of(target, [9, 5, 5, 5, 1, double.NegativeInfinity]));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Of_IsAMiss_WhenTheTargetsScoreIsNotFinite(double score)
    {
        Assert.Null(ScoreOrder.Of(1, [0, score, 0]));
    }

    [Fact]
    public void Of_PutsBrokenScoresAhead_SoThatABrokenModelHitsNothing()
    {
        Assert.Equal(3, ScoreOrder.Of(0, [1, double.NaN, double.PositiveInfinity]));
    }

    [Fact]
    public void Best_GivesTheGreatestFiniteScores()
    {
        var best = new int[3];

        var count = ScoreOrder.Best([4, double.NaN, 9, 1, 7, double.PositiveInfinity, 8], best, new double[3]);

        Assert.Equal(3, count);
        Assert.Equal([2, 4, 6], best.Order());
    }

    [Fact]
    public void Add_TakesOnlyTheFirstK_IntoTheMeasures()
    {
        var measures = new RankingMeasures(k: 2, items: 4);
        foreach (var rank in new double?[] { 1, 2, 2.5, null })
        {
            measures.Add(rank);
        }

        measures.AddShown([1, 3]);
        measures.AddShown([3]);

        Assert.Equal(0.5, measures.HitRate);
        Assert.Equal(1.5 / 4, measures.ReciprocalRank);
        Assert.Equal((1 + (1 / Math.Log2(3))) / 4, measures.Gain, 1e-12);
        Assert.Equal(0.5, measures.Coverage);
    }
}
