using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Core.Tests.Serving;

public sealed class ChangeFilterTests
{
    private readonly ChangeFilter _filter = new(0.01);

    [Fact]
    public void Take_GivesNewRows() => Assert.Equal(["a", "b"], Take([Turned("a", 0), Turned("b", 0)]));

    [Fact]
    public void Take_HoldsARowBack_UntilSmallTurnsAddUp()
    {
        Take([Turned("a", 0)]);

        // 1 - cos(8°) is 0.0097, 1 - cos(9°) is 0.0123.
        Assert.Empty(Take([Turned("a", 4)]));
        Assert.Empty(Take([Turned("a", 8)]));
        Assert.Equal(1, _filter.Withheld);
        Assert.Equal(["a"], Take([Turned("a", 9)]));
        Assert.Equal(0, _filter.Withheld);
        Assert.Empty(Take([Turned("a", 1)]));
    }

    [Fact]
    public void Take_GivesEverythingThatDiffers_WhenAllIsAskedFor()
    {
        Take([Turned("a", 0), Turned("b", 0), Turned("c", 0)]);
        Take([Turned("a", 1), Turned("b", 1)]);

        Assert.Equal(["b", "a"], Take([Turned("b", 2)], all: true));
        Assert.Empty(Take([], all: true));
        Assert.Empty(Take([Turned("a", 8)]));
    }

    [Fact]
    public void Take_GivesTheNewestOfARowThatWasHeldBack()
    {
        Take([Turned("a", 0)]);
        Take([Turned("a", 1)]);
        Take([Turned("a", 2)]);

        Assert.Equal(Turned("a", 2).Vector, Assert.Single(_filter.Take([], [], all: true)).Vector);
    }

    [Fact]
    public void Take_TakesAnItemForNew_WhenItWentAndCameBack()
    {
        Take([Turned("a", 0), Turned("b", 0)]);
        Take([Turned("a", 1), Turned("b", 1)]);

        Assert.Equal(["a"], Take([Turned("a", 1)], removed: ["a", "b"]));
        Assert.Empty(Take([], all: true));
    }

    private List<string> Take(ItemRow[] changed, string[]? removed = null, bool all = false) =>
        [.. _filter.Take(changed, [.. (removed ?? []).Select(id => new ItemId(id))], all).Select(row => row.Item.Value)];

    private static ItemRow Turned(string item, double degrees)
    {
        var angle = degrees * Math.PI / 180;
        return new ItemRow(new ItemId(item), [(float)Math.Cos(angle), (float)Math.Sin(angle)], 1, 0);
    }
}
