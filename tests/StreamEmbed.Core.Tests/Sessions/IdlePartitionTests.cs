using StreamEmbed.Sessions;
using static StreamEmbed.Core.Tests.Sessions.Clicks;

namespace StreamEmbed.Core.Tests.Sessions;

/// <summary>Time moves without events. Gap 10, grace 2, idle after 5; the clock of the tests shows event time unless said.</summary>
public sealed class IdlePartitionTests
{
    private static readonly SessionOptions Options = new()
    {
        Gap = Ms(10),
        Grace = Ms(2),
        OutOfOrder = Ms(3),
        IdleAfter = Ms(5),
    };

    [Fact]
    public void AdvanceClock_ClosesTheLastSession_WhenAllPartitionsAreIdle()
    {
        var tracker = new SessionTracker(Options, [0, 1]);
        tracker.Add(Click("u", "a", 0, 0));
        tracker.EndReached(0, Base);
        tracker.EndReached(1, Base);
        tracker.AdvanceClock(Base + 12);
        Assert.Empty(tracker.Output.Closed);
        tracker.AdvanceClock(Base + 13);
        Assert.Equal("u 0..0 [a] [1] Idle @12 0/0", Transcript.Of(tracker.Output.Closed));
        Assert.Equal(0, tracker.OpenSessions);
    }

    [Fact]
    public void AdvanceClock_ClosesNothing_WhenAPartitionOnlyWaitsToBeRead()
    {
        var tracker = new SessionTracker(Options, [0, 1]);
        tracker.Add(Click("u", "a", 0, 0));
        tracker.EndReached(0, Base);
        tracker.AdvanceClock(Base + 1_000_000);
        Assert.Empty(tracker.Output.Closed);
    }

    [Fact]
    public void AdvanceClock_ClosesNothing_WhenIdleAfterIsOff()
    {
        var tracker = new SessionTracker(Options with { IdleAfter = TimeSpan.Zero }, [0]);
        tracker.Add(Click("u", "a", 0, 0));
        tracker.EndReached(0, Base);
        tracker.AdvanceClock(Base + 1_000_000);
        Assert.Empty(tracker.Output.Closed);
    }

    [Fact]
    public void AdvanceClock_ClosesByTheOthersTime_WhenOnePartitionIsIdle()
    {
        var tracker = new SessionTracker(Options, [0, 1]);
        tracker.Add(Click("u", "a", 0, 0, partition: 0));
        tracker.EndReached(0, Base + 1);
        tracker.Add(Click("v", "x", 15, 0, partition: 1));
        tracker.AdvanceClock(Base + 6);
        Assert.Equal(Base + 12, tracker.WatermarkMs);
        Assert.Empty(tracker.Output.Closed);
        tracker.Add(Click("v", "y", 16, 1, partition: 1));
        Assert.Equal("u 0..0 [a] [1] Idle @12 0/0", Transcript.Of(tracker.Output.Closed));
    }

    [Fact]
    public void AdvanceClock_CountsFromTheFirstTimeTheEndWasReached()
    {
        var tracker = new SessionTracker(Options, [0]);
        tracker.Add(Click("u", "a", 0, 0));
        tracker.EndReached(0, Base + 10);
        tracker.EndReached(0, Base + 14);
        tracker.AdvanceClock(Base + 15);
        Assert.Single(tracker.Output.Closed);
    }

    [Fact]
    public void Add_EndsTheIdleState_AndHoldsTimeBackAgain()
    {
        var tracker = new SessionTracker(Options, [0, 1]);
        tracker.EndReached(0, Base);
        tracker.Add(Click("v", "x", 100, 0, partition: 1));
        tracker.AdvanceClock(Base + 5);
        Assert.Equal(Base + 97, tracker.WatermarkMs);

        // Not late, although the stream was further: its own partition never was.
        Assert.Equal(Admission.Taken, tracker.Add(Click("u", "a", 10, 0, partition: 0)));
        Assert.Equal(Base + 7, tracker.WatermarkMs);
        tracker.AdvanceClock(Base + 1_000);
        Assert.Empty(tracker.Output.Closed);
    }

    [Fact]
    public void AdvanceClock_LeavesEventTimeAlone_WhenAnOldLogWasReadToItsEnd()
    {
        var tracker = new SessionTracker(Options, [0]);
        tracker.Add(Click("u", "a", 0, 0));
        tracker.EndReached(0, Base + 9_000_000_000);
        tracker.AdvanceClock(Base + 9_000_000_005);
        Assert.Single(tracker.Output.Closed);
        Assert.Equal(Base - 3, tracker.WatermarkMs);
    }

    [Fact]
    public void Close_LetsTheOthersGoOn_WhenOnePartitionHasEnded()
    {
        var tracker = new SessionTracker(Options, [0, 1]);
        tracker.Add(Click("u", "a", 0, 0, partition: 0));
        tracker.Add(Click("v", "x", 2, 0, partition: 1));
        tracker.Close(0);
        Assert.Empty(tracker.Output.Closed);
        tracker.Add(Click("v", "y", 100, 1, partition: 1));
        Assert.Equal(
            "u 0..0 [a] [1] EndOfInput @12 0/0\nv 2..2 [x] [1] Gap @14 1/0", Transcript.Of(tracker.Output.Closed));
        Assert.Throws<InvalidOperationException>(() => tracker.Add(Click("u", "b", 1, 1, partition: 0)));
    }

    [Fact]
    public void WatermarkMs_IsTheGreatestSeen_AfterTheEndOfTheInput()
    {
        var tracker = new SessionTracker(Options, [0, 1]);
        tracker.Add(Click("u", "a", 0, 0, partition: 0));
        tracker.Add(Click("v", "x", 9, 0, partition: 1));
        tracker.CloseAll();
        Assert.Equal(Base + 6, tracker.WatermarkMs);
    }
}
