using StreamEmbed.Randomness;

namespace StreamEmbed.Vocabulary;

public sealed class LastSeenCalendarTests
{
    private const long Start = 1_700_000_000_000;

    [Theory]
    [InlineData(1_000)]
    [InlineData(7_776_000_000)]
    public void TryTakeDue_GivesEachRowOnce_NotBeforeItsTimeAndAtMostAPageLate(long timeToLiveMs)
    {
        var random = new SeededRandom(timeToLiveMs);
        var calendar = new LastSeenCalendar(timeToLiveMs);
        var lastSeen = new Dictionary<int, long>();
        var taken = 0;
        var page = Math.Max(1, timeToLiveMs / 1024);
        for (var step = 0; step < 4_000; step++)
        {
            var now = Start + (step * timeToLiveMs / 500);
            while (calendar.TryTakeDue(now, out var row))
            {
                Assert.True(lastSeen.Remove(row, out var seen));
                Assert.True(seen + timeToLiveMs <= now, "taken too early");
                taken++;
            }

            Assert.All(lastSeen.Values, seen => Assert.True(seen + timeToLiveMs + page > now - 1, "left too long"));
            lastSeen[step] = now - random.NextInt((int)Math.Min(timeToLiveMs / 10, int.MaxValue));
            calendar.Add(step, lastSeen[step]);
            if (random.NextInt(4) == 0 && lastSeen.Remove(step - 10))
            {
                calendar.Remove(step - 10);
            }
        }

        Assert.True(taken > 1_000);
    }

    [Fact]
    public void TryTakeDue_FindsAll_AfterAJumpOverManyTimesToLive()
    {
        var calendar = new LastSeenCalendar(1_000);
        for (var row = 0; row < 100; row++)
        {
            calendar.Add(row, Start + (row * 20));
        }

        var taken = new List<int>();
        while (calendar.TryTakeDue(Start + 1_000_000_000_000, out var row))
        {
            taken.Add(row);
        }

        Assert.Equal(Enumerable.Range(0, 100), taken.Order());
    }
}
