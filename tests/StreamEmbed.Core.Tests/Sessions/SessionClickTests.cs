using StreamEmbed.Sessions;
using static StreamEmbed.Core.Tests.Sessions.Clicks;

namespace StreamEmbed.Core.Tests.Sessions;

/// <summary>When a click leaves and what stands before it, case by case. Gap 10, grace 2, disorder 3, idle after 5.</summary>
public sealed class SessionClickTests
{
    private static readonly SessionOptions Options = new() { Gap = Ms(10), Grace = Ms(2), OutOfOrder = Ms(3), IdleAfter = Ms(5) };

    private static SessionTracker Tracker(SessionOptions? options = null, int partitions = 1) =>
        new(options ?? Options, [.. Enumerable.Range(0, partitions)]);

    [Fact]
    public void Add_ReleasesAClick_WhenTheWatermarkIsLaterThanIt()
    {
        var tracker = Tracker();
        tracker.Add(Click("u", "a", 0, 0));
        tracker.Add(Click("v", "x", 3, 1));
        Assert.Empty(Left(tracker));
        Assert.Equal(2, tracker.WaitingClicks);
        tracker.Add(Click("v", "y", 4, 2));
        Assert.Equal(["u:  |  > a*1 @0 0/0"], Left(tracker));
        Assert.Equal(1, tracker.Counts.Clicks(ClickRelease.Watermark));
    }

    [Fact]
    public void Add_PutsAStragglerBeforeTheClicksThatAreLaterInTime()
    {
        var tracker = Tracker();
        tracker.Add(Click("u", "b", 2, 0));
        tracker.Add(Click("u", "a", 1, 1));
        tracker.Add(Click("v", "x", 20, 2));
        Assert.Equal(["u:  |  > a*1 @1 0/1", "u:  | a > b*1 @2 0/0"], Left(tracker));
    }

    [Fact]
    public void Add_KeysAClickByTheWatermark_WhenThatIsLater()
    {
        var tracker = Tracker();
        tracker.Add(Click("u", "b", 10, 0));
        tracker.Add(Click("u", "a", 1, 1));
        tracker.Add(Click("v", "x", 20, 2));
        Assert.Equal(["u:  |  > a*1 @7 0/1", "u:  | a > b*1 @10 0/0"], Left(tracker));
    }

    [Fact]
    public void Add_GivesTheLastTenItemsAndTheLastFiveBeforeTheSession()
    {
        var tracker = Tracker();
        for (var i = 0; i < 7; i++)
        {
            tracker.Add(Click("u", $"e{i}", i, i));
        }

        for (var i = 0; i < 12; i++)
        {
            tracker.Add(Click("u", $"i{i}", 100 + i, 7 + i));
        }

        tracker.CloseAll();
        Assert.Equal("u: e2 e3 e4 e5 e6 | i1 i2 i3 i4 i5 i6 i7 i8 i9 i10 > i11*1 @111 0/18", Left(tracker)[^1]);
        Assert.Equal(["e2", "e3", "e4", "e5", "e6"], tracker.Output.Closed[1].Earlier.Select(item => item.Value));
    }

    [Fact]
    public void Add_SeesASessionBeforeThatStillTakesLateEvents_AsEarlier()
    {
        var tracker = Tracker();
        tracker.Add(Click("u", "a", 0, 0));
        tracker.Add(Click("u", "b", 11, 1));
        tracker.Add(Click("v", "x", 15, 2));
        Assert.Equal(2, tracker.Counts.Clicks(ClickRelease.Watermark));
        Assert.Empty(tracker.Output.Closed);
        Assert.Equal("u: a |  > b*1 @11 0/1", Left(tracker)[1]);
    }

    [Fact]
    public void Add_LetsARepeatGoOnlyForWhatItAdds()
    {
        var tracker = Tracker();
        tracker.Add(Click("u", "a", 0, 0, weight: 2));
        tracker.Add(Click("u", "a", 1, 1, weight: 1));
        tracker.Add(Click("u", "a", 2, 2, weight: 5));
        tracker.CloseAll();
        Assert.Equal(["u:  |  > a*2 @0 0/0", "u:  |  > a*3 @2 0/2"], Left(tracker));
        Assert.Equal(1, tracker.Counts.ClicksRepeated);
    }

    [Fact]
    public void Add_ReleasesTheClicksOfASession_WhenItIsForcedOut()
    {
        var tracker = Tracker(Options with { MaxOpen = 1 });
        tracker.Add(Click("a", "x", 5, 0));
        tracker.Add(Click("b", "y", 6, 1));
        Assert.Equal(1, tracker.Counts.Clicks(ClickRelease.TooManyOpen));
        tracker.CloseAll();
        Assert.Equal(
            ["a:  |  > x*1 @2 0/0", "a 5..5 [x] [1] TooManyOpen @2 0/0 after ", "b:  |  > y*1 @6 0/1", "b 6..6 [y] [1] EndOfInput @18 0/1 after "],
            Transcript.Of(tracker.Output));
    }

    [Fact]
    public void Add_HoldsAClickBack_UntilASlowerPartitionHasPassedIt()
    {
        var tracker = Tracker(partitions: 2);
        tracker.Add(Click("u", "a", 0, 0, partition: 1));
        tracker.Add(Click("u", "b", 50, 1, partition: 1));
        Assert.Empty(Left(tracker));
        tracker.Add(Click("v", "x", 3, 0, partition: 0));
        Assert.Empty(Left(tracker));
        tracker.Add(Click("v", "y", 4, 1, partition: 0));
        Assert.Equal(["u:  |  > a*1 @0 1/0"], Left(tracker));
    }

    [Fact]
    public void AdvanceClock_ReleasesTheLastClick_WhenAllPartitionsAreIdle()
    {
        var tracker = Tracker();
        tracker.Add(Click("u", "a", 0, 0));
        tracker.EndReached(0, Base);
        tracker.AdvanceClock(Base + 5);
        Assert.Equal(["u:  |  > a*1 @0 0/0"], Left(tracker));
        Assert.Equal(1, tracker.Counts.Clicks(ClickRelease.Idle));
        Assert.Equal(1, tracker.OpenSessions);
    }

    [Fact]
    public void Add_ForgetsEarlierItems_WhenTheSessionClosedTooLongAgo()
    {
        var tracker = Tracker(Options with { EarlierFor = Ms(100) });
        tracker.Add(Click("u", "a", 0, 0));
        tracker.Add(Click("u", "b", 112, 1));
        tracker.Add(Click("u", "c", 225, 2));
        tracker.CloseAll();
        Assert.Equal(["u:  |  > a*1 @0 0/0", "u: a |  > b*1 @112 0/1", "u:  |  > c*1 @225 0/2"], Left(tracker));
        Assert.Equal(2, tracker.Counts.EarlierExpired);
    }

    [Fact]
    public void Add_ForgetsWhoseSessionClosedLongestAgo_WhenThereAreTooManyUsers()
    {
        var tracker = Tracker(Options with { EarlierUsers = 2 });
        foreach (var (user, i) in "abca".Select((user, i) => (user, i)))
        {
            tracker.Add(Click($"{user}", $"i{i}", 100 * i, i));
        }

        tracker.Add(Click("b", "i4", 400, 4));
        tracker.CloseAll();

        // Three are remembered until time has passed the close that made them three: a goes after c, b after a's second session.
        Assert.Equal(["a:  |  > i3*1 @300 0/3", "b:  |  > i4*1 @400 0/4"], Left(tracker)[^2..]);
        Assert.Equal(2, tracker.Counts.EarlierDisplaced);
    }

    private static List<string> Left(SessionTracker tracker) => [.. Transcript.Of(tracker.Output.Clicks)];
}
