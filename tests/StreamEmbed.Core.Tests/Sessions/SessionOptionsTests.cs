using StreamEmbed.Events;
using StreamEmbed.Sessions;

namespace StreamEmbed.Core.Tests.Sessions;

public sealed class SessionOptionsTests
{
    [Theory]
    [InlineData(1, 0, 5, false)]
    [InlineData(1, 1, 5, true)]
    [InlineData(1, 3, 0, false)]
    [InlineData(2, 0, 0, true)]
    public void Trains_CountsEarlierItems_WhereTheyAreContext(int own, int earlier, int mostEarlier, bool trains)
    {
        var session = new Session(new UserId("u"), Items(own), new float[own], 0, 1, SessionEnd.Gap) { Earlier = Items(earlier) };

        Assert.Equal(trains, new SessionOptions { MinLength = 2 }.Trains(session, mostEarlier));
    }

    private static ItemId[] Items(int count) => [.. Enumerable.Range(0, count).Select(i => new ItemId($"i{i}"))];
}
