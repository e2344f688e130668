using StreamEmbed.Client;
using StreamEmbed.Events;
using StreamEmbed.Host.Demo;
using StreamEmbed.Serving;

namespace StreamEmbed.Host.Tests.Demo;

public sealed class ShowcaseTests
{
    private static readonly EmbeddingView View = EmbeddingView.Of(
        new SnapshotFacts(1, 2, "m", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch),
        [Row("hats-1", 1, 0), Row("hats-2", 1, 0.1f), Row("shoes-1", 0, 1), Row("shoes-2", 0.1f, 1)],
        []);

    [Fact]
    public void Pick_TakesTheMostClickedOfEachCategory_WithItsNeighbours()
    {
        var showcase = new Showcase();
        foreach (var item in new[] { "hats-1", "shoes-2", "hats-1", "hats-2", "shoes-2", "hats-2", "hats-2" })
        {
            showcase.Saw(new ItemId(item));
        }

        var picked = showcase.Pick(View, items: 5, neighbours: 1);

        Assert.Equal(["hats-2", "shoes-2"], picked.Select(one => one.Item));
        Assert.Equal(["hats-1", "shoes-1"], picked.Select(one => one.Neighbours.Single().Item));
    }

    [Fact]
    public void Pick_LeavesOutItemsThatTheReaderDoesNotHoldYet()
    {
        var showcase = new Showcase();
        showcase.Saw(new ItemId("coats-1"));

        Assert.Empty(showcase.Pick(View, items: 5, neighbours: 1));
    }

    private static ItemRow Row(string item, params float[] vector) => new(new ItemId(item), vector, 1, 0);
}
