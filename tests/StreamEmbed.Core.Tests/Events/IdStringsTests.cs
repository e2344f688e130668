using System.Text;
using StreamEmbed.Events;

namespace StreamEmbed.Core.Tests.Events;

public sealed class IdStringsTests
{
    [Theory]
    [InlineData("item-1")]
    [InlineData("Zoë-日本-😀")]
    [InlineData("")]
    public void Of_GivesTheSameString_WhenTheIdWasSeenBefore(string id)
    {
        var ids = new IdStrings();
        var utf8 = Encoding.UTF8.GetBytes(id);

        var first = ids.Of(utf8);

        Assert.Equal(id, first);
        Assert.Same(first, ids.Of(utf8));
    }

    [Fact]
    public void Of_GivesTheRightString_WhenMoreIdsComeThanAreKept()
    {
        var ids = new IdStrings();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 400_000; i++)
            {
                var id = (i % 2 == 0 ? "item-" : "é") + i;
                Assert.True(id == ids.Of(Encoding.UTF8.GetBytes(id)), id);
            }
        }
    }

    [Fact]
    public void Of_KeepsTheGivenNumberOfIds_AndNoMore()
    {
        var ids = new IdStrings(1024);
        var first = Enumerable.Range(0, 400).Select(i => ids.Of(Encoding.UTF8.GetBytes($"user-{i}"))).ToList();

        // A window may be full before the table is, but hardly at less than half.
        Assert.InRange(first.Count(id => ReferenceEquals(id, ids.Of(Encoding.UTF8.GetBytes(id)))), 390, 400);
        for (var i = 0; i < 100_000; i++)
        {
            ids.Of(Encoding.UTF8.GetBytes($"other-{i}"));
        }

        Assert.DoesNotContain(first, id => ReferenceEquals(id, ids.Of(Encoding.UTF8.GetBytes(id))));
    }

    [Fact]
    public void Of_DoesNotKeepAnId_WhenItIsLong()
    {
        var ids = new IdStrings();
        var utf8 = Encoding.UTF8.GetBytes(new string('x', 65));

        Assert.NotSame(ids.Of(utf8), ids.Of(utf8));
    }
}
