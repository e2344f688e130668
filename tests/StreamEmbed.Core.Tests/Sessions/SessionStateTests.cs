using StreamEmbed.Sessions;
using static StreamEmbed.Core.Tests.Sessions.Clicks;

namespace StreamEmbed.Core.Tests.Sessions;

/// <summary>Saved state is a value by itself. Gap 10, grace 2, no disorder.</summary>
public sealed class SessionStateTests
{
    private static readonly SessionOptions Options = new() { Gap = Ms(10), Grace = Ms(2), OutOfOrder = TimeSpan.Zero };

    [Fact]
    public void Save_HoldsOpenAndWaitingSessionsOfEachPartition()
    {
        var tracker = new SessionTracker(Options, [3, 5]);
        for (var i = 0; i < 6; i++)
        {
            tracker.Add(Click("u", $"i{i}", i, i, partition: 3));
        }

        tracker.Add(Click("v", "x", 50, 6, partition: 3));
        tracker.Add(Click("w", "y", 50, 7, partition: 3));
        var states = tracker.Save();
        Assert.Equal([3, 5], states.Select(s => s.Partition));
        Assert.Equal((Base + 50, long.MinValue), (states[0].WatermarkMs, states[1].WatermarkMs));
        Assert.Equal(["v", "w"], states[0].Users.Order());
        Assert.Equal([1, 1], states[0].EventCounts);
        Assert.Equal([6L, 7L], states[0].Offsets.Order());
        Assert.Equal("u 0..5 [i0 i1 i2 i3 i4 i5] [1 1 1 1 1 1] Gap @17 3/5", Transcript.Of(states[0].Waiting));
        Assert.Empty(states[1].Users);
    }

    [Fact]
    public void Restore_JoinsPartitions_OfTwoTrackers()
    {
        var (one, other) = (new SessionTracker(Options, [0]), new SessionTracker(Options, [1]));
        one.Add(Click("u", "a", 0, 0, partition: 0));
        other.Add(Click("v", "b", 1, 0, partition: 1));
        var both = new SessionTracker(Options, [0, 1, 2]);
        both.Restore([.. one.Save(), .. other.Save()]);
        Assert.Equal(2, both.OpenSessions);
        both.CloseAll();
        Assert.Equal(["u", "v"], both.Output.Closed.Select(s => s.User.Value));
    }

    [Fact]
    public void Save_IsNotTouchedByWhatComesLater()
    {
        var tracker = new SessionTracker(Options, [0]);
        tracker.Add(Click("u", "a", 0, 0));
        var saved = tracker.Save();
        tracker.Add(Click("u", "b", 1, 1));
        Assert.Equal(["a"], saved[0].Items);
    }

    [Fact]
    public void Restore_Throws_WhenTheTrackerHasSeenEventsOrThePartitionIsAnothers()
    {
        var tracker = new SessionTracker(Options, [0]);
        tracker.Add(Click("u", "a", 0, 0));
        var saved = tracker.Save();
        Assert.Throws<InvalidOperationException>(() => tracker.Restore(saved));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SessionTracker(Options, [1]).Restore(saved));
    }
}
