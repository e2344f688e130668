using StreamEmbed.Client.Search;
using StreamEmbed.Serving;

namespace StreamEmbed.Client.Tests;

public sealed class EmbeddingViewTests
{
    private static readonly EmbeddingView View = Views.Of(
        [Views.Item("east", 1, 0), Views.Item("far-east", 5, 0), Views.Item("north", 0, 1), Views.Item("north-east", 1, 1), Views.Item("zero", 0, 0)],
        Views.User("u", [1, 0.1f], "east", "gone"));

    [Fact]
    public void SimilarItems_AreOrderedByCosine_WithoutTheItemItself()
    {
        var similar = View.SimilarItems("east", 3);

        Assert.Equal(["far-east", "north-east", "north"], similar.Select(item => item.Item));
        Assert.Equal([1f, MathF.Sqrt(0.5f), 0f], similar.Select(item => item.Score), (expected, actual) => MathF.Abs(expected - actual) < 1e-6f);
    }

    [Theory]
    [InlineData(Metric.InnerProduct, "far-east", 5f)]
    [InlineData(Metric.Euclidean, "north-east", 1f)]
    [InlineData(Metric.Manhattan, "north-east", 1f)]
    public void SimilarItems_FollowTheMetric(Metric metric, string nearest, float score) =>
        Assert.Equal([new ScoredItem(nearest, score)], View.SimilarItems("east", 1, metric));

    [Fact]
    public void SimilarItems_AreThoseOfAFullSort_ForEveryMetric()
    {
        var random = new Random(3);
        float[] Vector() => [.. Enumerable.Range(0, 11).Select(_ => MathF.Round(random.NextSingle(), 1))];
        var rows = Enumerable.Range(0, 1000).Select(i => Views.Item("i" + i, Vector())).ToList();
        var view = Views.Of(rows);
        foreach (var metric in Enum.GetValues<Metric>())
        {
            var query = Vector();
            var sign = metric is Metric.Cosine or Metric.InnerProduct ? -1 : 1;
            var expected = rows.Select(row => (row.Item.Value, Score: Score(metric, query, row.Vector)))
                .OrderBy(row => sign * row.Score).Take(25).Select(row => row.Score);

            var found = view.SimilarItems(query, 25, metric);

            Assert.Equal(expected, found.Select(item => (double)item.Score), (left, right) => Math.Abs(left - right) < 1e-5);
            Assert.All(found, item =>
                Assert.Equal(Score(metric, query, rows.First(row => row.Item.Value == item.Item).Vector), item.Score, 1e-5));
        }
    }

    [Fact]
    public void SimilarItems_PutTheSmallerIdFirst_WhenScoresAreEqual()
    {
        var view = Views.Of([.. "daceb".Select(id => Views.Item($"{id}", 1f))]);

        Assert.Equal(["a", "b", "c"], view.SimilarItems([1f], 3).Select(item => item.Item));
    }

    [Fact]
    public void SimilarItems_IsEmpty_WhenTheItemIsUnknown() => Assert.Empty(View.SimilarItems("nowhere", 5));

    [Fact]
    public void SimilarItems_IsEmpty_WhenNothingWasPublished() => Assert.Empty(EmbeddingView.Empty.SimilarItems([1f, 2f], 5));

    [Fact]
    public void SimilarItems_Throws_WhenTheVectorHasAnotherDimension() =>
        Assert.Throws<ArgumentException>(() => View.SimilarItems([1f, 2f, 3f], 5));

    [Fact]
    public void SimilarItems_Throws_WhenNoneIsWanted() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => View.SimilarItems("east", 0));

    [Fact]
    public void Recommend_LeavesOutWhatTheUserSaw_UnlessAskedFor()
    {
        Assert.Equal(["far-east", "north-east"], View.Recommend("u", 2).Select(item => item.Item));
        Assert.Equal(["east", "far-east"], View.Recommend("u", 2, excludeSeen: false).Select(item => item.Item));
    }

    [Fact]
    public void Recommend_IsEmpty_WhenTheUserIsUnknown() => Assert.Empty(View.Recommend("nobody", 5));

    [Fact]
    public void TryGet_FindsWhatTheViewHolds()
    {
        Assert.True(View.TryGetItem("north", out var item));
        Assert.Equal("north", item.Id);
        Assert.Equal([0f, 1f], item.Vector);
        Assert.Equal((3, 1000), (item.Count, item.LastSeen.ToUnixTimeMilliseconds()));
        Assert.False(View.TryGetItem("u", out _));

        Assert.True(View.TryGetUser("u", out var user));
        Assert.Equal((1, 2, "gone", 1000), (user.ItemSnapshot, user.RecentCount, user.Recent(1).Item, user.Recent(1).Time.ToUnixTimeMilliseconds()));
        Assert.False(View.TryGetUser("north", out _));
    }

    [Fact]
    public void Digests_AreThoseOfTheRows()
    {
        var view = Views.Of([Views.Item("a", 1f), Views.Item("b", 2f), Views.Item("a", 3f)], Views.User("u", [4f]));

        Assert.Equal(2, view.ItemCount);
        Assert.Equal(unchecked(SnapshotDigest.OfRow("a", [3f]) + SnapshotDigest.OfRow("b", [2f])), view.ItemDigest);
        Assert.Equal(SnapshotDigest.OfRow("u", [4f]), view.UserDigest);
    }

    private static double Score(Metric metric, float[] left, float[] right)
    {
        double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
        return metric switch
        {
            Metric.Cosine => Dot(left, right) / Math.Sqrt(Dot(left, left) * Dot(right, right)),
            Metric.InnerProduct => Dot(left, right),
            Metric.Euclidean => Math.Sqrt(left.Zip(right, (x, y) => Math.Pow((double)x - y, 2)).Sum()),
            Metric.Manhattan => left.Zip(right, (x, y) => Math.Abs((double)x - y)).Sum(),
            _ => throw new ArgumentOutOfRangeException(nameof(metric)),
        };
    }
}
