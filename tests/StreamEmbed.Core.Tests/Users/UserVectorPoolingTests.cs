using StreamEmbed.Events;
using StreamEmbed.Training;

namespace StreamEmbed.Users;

public sealed class UserVectorPoolingTests
{
    private const long Now = 1_700_000_000_000;

    private readonly ItemEmbeddings _model = ItemEmbeddingsTests.Trained(new TrainingOptions { Dimension = 16 }, sessions: 50);

    [Fact]
    public void TryPool_IsTheWeightedMean_LeavingOutUnknownItems()
    {
        var history = History(["c1-0", "never seen", "c2-0"], [Now, Now, Now], [1, 5, 3]);

        var pooled = Pool(history, new UserOptions());

        AssertClose(Combine(("c1-0", 0.25), ("c2-0", 0.75)), pooled);
    }

    [Fact]
    public void TryPool_HalvesWeights_ByAgeAtTheGivenTime()
    {
        var history = History(["c1-0", "c2-0", "c3-0"], [Now - 7_200_000, Now - 3_600_000, Now + 5], [1, 1, 1]);

        var pooled = Pool(history, new UserOptions { HalfLife = TimeSpan.FromHours(1) });

        AssertClose(Combine(("c1-0", 0.25 / 1.75), ("c2-0", 0.5 / 1.75), ("c3-0", 1 / 1.75)), pooled);
    }

    [Fact]
    public void TryPool_IsTheSum_WhenAskedFor()
    {
        var history = History(["c1-0", "c1-0"], [Now, Now], [1, 2]);

        AssertClose(Combine(("c1-0", 3)), Pool(history, new UserOptions { Pooling = UserPooling.Sum }));
    }

    [Fact]
    public void TryPool_HasLengthOne_WhenAskedFor()
    {
        var history = History(["c1-0", "c2-0"], [Now, Now], [1, 1]);

        var pooled = Pool(history, new UserOptions { Pooling = UserPooling.UnitNorm });

        Assert.Equal(1, Math.Sqrt(pooled.Sum(x => (double)x * x)), 1e-6);
        var mean = Combine(("c1-0", 0.5), ("c2-0", 0.5));
        var length = Math.Sqrt(mean.Sum(x => x * x));
        AssertClose(Array.ConvertAll(mean, x => x / length), pooled);
    }

    [Theory]
    [InlineData("never seen", 1)]
    [InlineData("c1-0", 0)]
    public void TryPool_IsFalseAndWritesNothing_WhenNothingCounts(string item, float weight)
    {
        var vector = new float[16];
        vector[0] = 42;

        Assert.False(UserVectorPooling.TryPool(History([item], [Now], [weight]), new UserOptions(), Now, _model, vector));
        Assert.Equal(42, vector[0]);
    }

    [Fact]
    public void TryPool_Throws_WhenTheVectorHasAnotherDimension()
    {
        Assert.Throws<ArgumentException>(() =>
            UserVectorPooling.TryPool(History(["c1-0"], [Now], [1]), new UserOptions(), Now, _model, new float[15]));
    }

    private static UserHistory History(string[] items, long[] times, float[] weights) =>
        new(new UserId("u"), Array.ConvertAll(items, i => new ItemId(i)), times, weights);

    private float[] Pool(UserHistory history, UserOptions options)
    {
        var vector = new float[16];
        Assert.True(UserVectorPooling.TryPool(history, options, Now, _model, vector));
        return vector;
    }

    private double[] Combine(params (string Item, double Weight)[] parts)
    {
        var sum = new double[16];
        foreach (var (item, weight) in parts)
        {
            Assert.True(_model.TryGetVector(new ItemId(item), out var vector));
            for (var d = 0; d < sum.Length; d++)
            {
                sum[d] += weight * vector[d];
            }
        }

        return sum;
    }

    private static void AssertClose(double[] expected, float[] actual)
    {
        for (var d = 0; d < expected.Length; d++)
        {
            Assert.Equal(expected[d], actual[d], 1e-5);
        }
    }
}
