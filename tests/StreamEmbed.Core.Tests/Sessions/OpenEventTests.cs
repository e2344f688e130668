using StreamEmbed.Sessions;

namespace StreamEmbed.Core.Tests.Sessions;

public sealed class OpenEventTests
{
    [Fact]
    public void IsOnItemOf_TellsEveryTwoItemsApart()
    {
        // More items than there are tags: some of them have the same one.
        var events = Enumerable.Range(0, 5_000).Select(i => new OpenEvent($"item{i}", 0, 0, 1)).ToArray();
        for (var a = 0; a < events.Length; a++)
        {
            for (var b = a + 1; b < events.Length; b++)
            {
                Assert.False(events[a].IsOnItemOf(events[b]), $"item{a} and item{b} are two items.");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("abc")]
    [InlineData("abcd")]
    [InlineData("a longer one")]
    public void IsOnItemOf_IsTrue_WhenTheIdsAreEqualButNotOneString(string item) =>
        Assert.True(new OpenEvent(item, 5, 0, 1).IsOnItemOf(new OpenEvent(new string(item.AsSpan()), -7, 1, 2)));

    [Theory]
    [InlineData(0)]
    [InlineData(1_700_000_000_123)]
    [InlineData(-1)]
    [InlineData(OpenEvent.TimeLimitMs - 1)]
    [InlineData(-OpenEvent.TimeLimitMs + 1)]
    public void TimeMs_IsWhatWasGiven(long timeMs) => Assert.Equal(timeMs, new OpenEvent("item", timeMs, 0, 1).TimeMs);
}
