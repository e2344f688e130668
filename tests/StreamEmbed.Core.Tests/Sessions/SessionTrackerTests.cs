using StreamEmbed.Events;
using StreamEmbed.Sessions;
using static StreamEmbed.Core.Tests.Sessions.Clicks;

namespace StreamEmbed.Core.Tests.Sessions;

/// <summary>The cases that session windows are known by, each written out. Gap 10, grace 2, no disorder unless said.</summary>
public sealed class SessionTrackerTests
{
    private static readonly SessionOptions Options = new()
    {
        Gap = Ms(10),
        Grace = Ms(2),
        OutOfOrder = TimeSpan.Zero,
        IdleAfter = Ms(5),
        MinLength = 1,
    };

    private static SessionTracker Tracker(SessionOptions? options = null, int partitions = 1) =>
        new(options ?? Options, [.. Enumerable.Range(0, partitions)]);

    [Fact]
    public void Add_KeepsOneSession_WhenTheStepIsExactlyTheGap()
    {
        var tracker = Tracker();
        tracker.Add(Click("u", "a", 0, 0));
        tracker.Add(Click("u", "b", 10, 1));
        tracker.CloseAll();
        Assert.Equal("u 0..10 [a b] [1 1] EndOfInput @22 0/1", Transcript.Of(tracker.Output.Closed));
    }

    [Fact]
    public void Add_BeginsAnotherSession_WhenTheStepIsLongerThanTheGap()
    {
        var tracker = Tracker();
        tracker.Add(Click("u", "a", 0, 0));
        tracker.Add(Click("u", "b", 11, 1));
        Assert.Equal(2, tracker.OpenSessions);
        tracker.CloseAll();
        Assert.Equal(
            "u 0..0 [a] [1] EndOfInput @12 0/0\nu 11..11 [b] [1] EndOfInput @23 0/1", Transcript.Of(tracker.Output.Closed));
    }

    [Fact]
    public void Add_ClosesASession_WhenTheWatermarkHasPassedEndAndGapAndGrace()
    {
        var tracker = Tracker();
        tracker.Add(Click("u", "a", 0, 0));
        tracker.Add(Click("v", "x", 12, 1));
        Assert.Empty(tracker.Output.Closed);
        tracker.Add(Click("v", "y", 13, 2));
        Assert.Equal("u 0..0 [a] [1] Gap @12 0/0", Transcript.Of(tracker.Output.Closed));
        Assert.Equal(1, tracker.Counts.Closed(SessionEnd.Gap));
    }

    [Fact]
    public void Add_WaitsForTheAllowedDisorder_WhenSome()
    {
        var tracker = Tracker(Options with { OutOfOrder = Ms(5) });
        tracker.Add(Click("u", "a", 0, 0));
        tracker.Add(Click("v", "x", 17, 1));
        Assert.Empty(tracker.Output.Closed);
        tracker.Add(Click("v", "y", 18, 2));
        Assert.Single(tracker.Output.Closed);
        Assert.Equal(Base + 13, tracker.WatermarkMs);
    }

    [Fact]
    public void Add_JoinsTwoSessions_WhenALateEventBridgesThem()
    {
        var tracker = Tracker(Options with { OutOfOrder = Ms(20) });
        tracker.Add(Click("u", "a", 0, 0));
        tracker.Add(Click("u", "c", 20, 1));
        tracker.Add(Click("u", "b", 10, 2));
        Assert.Equal(1, tracker.OpenSessions);
        Assert.Equal(1, tracker.Counts.Merged);
        tracker.CloseAll();
        Assert.Equal("u 0..20 [a b c] [1 1 1] EndOfInput @32 0/1", Transcript.Of(tracker.Output.Closed));
    }

    [Fact]
    public void Add_JoinsThreeSessions_WhenTwoLateEventsBridgeThem()
    {
        var tracker = Tracker(Options with { OutOfOrder = Ms(50) });
        tracker.Add(Click("u", "e", 40, 0));
        tracker.Add(Click("u", "a", 0, 1));
        tracker.Add(Click("u", "c", 20, 2));
        Assert.Equal(3, tracker.OpenSessions);
        tracker.Add(Click("u", "d", 30, 3));
        tracker.Add(Click("u", "b", 10, 4));
        tracker.CloseAll();
        Assert.Equal("u 0..40 [a b c d e] [1 1 1 1 1] EndOfInput @52 0/0", Transcript.Of(tracker.Output.Closed));
    }

    [Fact]
    public void Add_TakesALateEvent_AtTheBoundaryOfGrace()
    {
        var tracker = Tracker();
        tracker.Add(Click("v", "x", 12, 0));
        Assert.Equal(Admission.Taken, tracker.Add(Click("u", "a", 0, 1)));
    }

    [Fact]
    public void Add_RefusesALateEvent_BeyondTheBoundaryOfGrace()
    {
        var tracker = Tracker();
        tracker.Add(Click("v", "x", 15, 0));
        Assert.Equal(Admission.Late, tracker.Add(Click("u", "a", 0, 1)));
        var late = Assert.Single(tracker.Output.Late);
        Assert.Equal(3, late.LatenessMs);
        Assert.Equal("a", late.Event.Item.Value);
        Assert.Equal(1, tracker.Counts.Late(LateReason.SessionClosed));
        Assert.Equal(1, tracker.OpenSessions);
    }

    [Fact]
    public void Add_TakesAVeryLateEvent_WhenItsSessionIsStillOpen()
    {
        var tracker = Tracker();
        tracker.Add(Click("u", "a", 0, 0));
        tracker.Add(Click("u", "c", 10, 1));
        tracker.Add(Click("u", "d", 20, 2));
        Assert.Equal(Admission.Taken, tracker.Add(Click("u", "b", 5, 3)));
        tracker.CloseAll();
        Assert.Equal("u 0..20 [a b c d] [1 1 1 1] EndOfInput @32 0/2", Transcript.Of(tracker.Output.Closed));
    }

    [Fact]
    public void Add_OrdersByOffset_WhenTimesAreEqual()
    {
        var tracker = Tracker(Options with { OutOfOrder = Ms(5) });
        tracker.Add(Click("u", "b", 5, 0));
        tracker.Add(Click("u", "a", 1, 1));
        tracker.Add(Click("u", "c", 5, 2));
        tracker.CloseAll();
        Assert.Equal("u 1..5 [a b c] [1 1 1] EndOfInput @17 0/2", Transcript.Of(tracker.Output.Closed));
    }

    [Fact]
    public void Add_JoinsOnlyTheSameInstant_WhenTheGapIsZero()
    {
        var tracker = Tracker(Options with { Gap = TimeSpan.Zero, Grace = TimeSpan.Zero });
        tracker.Add(Click("u", "a", 0, 0));
        tracker.Add(Click("u", "b", 0, 1));
        tracker.Add(Click("u", "c", 1, 2));
        tracker.CloseAll();
        Assert.Equal(
            "u 0..0 [a b] [1 1] Gap @0 0/1\nu 1..1 [c] [1] EndOfInput @1 0/2", Transcript.Of(tracker.Output.Closed));
    }

    [Fact]
    public void Add_BeginsANewSession_WhenItsPartitionClosedTheOldOneThatStillWaits()
    {
        var tracker = Tracker(partitions: 2);
        tracker.Add(Click("u", "a", 0, 0));
        tracker.Add(Click("v", "x", 13, 1));
        tracker.Add(Click("u", "b", 10, 2));
        Assert.Empty(tracker.Output.Closed);
        Assert.Equal(1, tracker.WaitingSessions);
        tracker.CloseAll();
        Assert.Equal(["[a]", "[b]"], tracker.Output.Closed.Where(s => s.User.Value == "u").Select(s => $"[{string.Join(' ', s.Items)}]"));
    }

    [Fact]
    public void Add_JudgesLatenessByTheEventsOwnPartition_WhenAnotherIsFarAhead()
    {
        var tracker = Tracker(partitions: 2);
        tracker.Add(Click("v", "x", 1_000, 0, partition: 1));
        Assert.Equal(Admission.Taken, tracker.Add(Click("u", "a", 0, 0, partition: 0)));
        Assert.Equal(Base, tracker.WatermarkMs);
        Assert.Equal(Base + 1_000, tracker.PartitionWatermarkMs(1));
    }

    [Fact]
    public void Closed_IsInOrderOfCloseTime_WhenOnePartitionIsReadFirst()
    {
        var tracker = Tracker(partitions: 2);
        tracker.Add(Click("a", "x", 5, 0, partition: 0));
        tracker.Add(Click("b", "x", 50, 1, partition: 0));
        tracker.Add(Click("c", "x", 100, 2, partition: 0));
        tracker.Add(Click("d", "x", 0, 0, partition: 1));
        tracker.Add(Click("e", "x", 49, 1, partition: 1));
        tracker.Add(Click("f", "x", 100, 2, partition: 1));
        Assert.Equal(["d", "a", "e", "b"], tracker.Output.Closed.Select(s => s.User.Value));
    }

    [Fact]
    public void Add_CollapsesRepeats_AndKeepsTheGreatestWeight()
    {
        var tracker = Tracker();
        tracker.Add(Click("u", "a", 0, 0));
        tracker.Add(Click("u", "a", 1, 1, weight: 3));
        tracker.Add(Click("u", "b", 2, 2));
        tracker.Add(Click("u", "a", 3, 3));
        tracker.CloseAll();
        Assert.Equal("u 0..3 [a b a] [3 1 1] EndOfInput @15 0/3", Transcript.Of(tracker.Output.Closed));
        Assert.Equal(1, tracker.Counts.Cut(CutReason.Repeat));
    }

    [Fact]
    public void Add_KeepsRepeats_WhenCollapsingIsOff()
    {
        var tracker = Tracker(Options with { CollapseRepeats = false });
        tracker.Add(Click("u", "a", 0, 0));
        tracker.Add(Click("u", "a", 1, 1));
        tracker.CloseAll();
        Assert.Equal("u 0..1 [a a] [1 1] EndOfInput @13 0/1", Transcript.Of(tracker.Output.Closed));
    }

    [Fact]
    public void Closed_HoldsSeveralSessions_WhenOneIsLongerThanAllowed()
    {
        var tracker = Tracker(Options with { MaxLength = 2 });
        for (var i = 0; i < 5; i++)
        {
            tracker.Add(Click("u", $"i{i}", i, i));
        }

        tracker.CloseAll();
        Assert.Equal(
            """
            u 0..1 [i0 i1] [1 1] MaxLength @16 0/1
            u 2..3 [i2 i3] [1 1] MaxLength @16 0/3
            u 4..4 [i4] [1] EndOfInput @16 0/4
            """,
            Transcript.Of(tracker.Output.Closed));
    }

    [Fact]
    public void Add_LetsTheFirstPartGo_WhenASessionLastsTooLong()
    {
        var tracker = Tracker(Options with { MaxDuration = Ms(25) });
        for (var i = 0; i <= 38; i++)
        {
            tracker.Add(Click("u", $"i{i % 7}", i, i));
        }

        // The first part spans 0..25 and closes when the watermark has passed 25 + 10 + 2.
        var part = Assert.Single(tracker.Output.Closed);
        Assert.Equal((Base, Base + 25, SessionEnd.MaxDuration, 26), (part.StartMs, part.EndMs, part.End, part.Items.Length));
        Assert.Equal(1, tracker.OpenSessions);
        tracker.Output.Clear();
        tracker.CloseAll();
        var rest = Assert.Single(tracker.Output.Closed);
        Assert.Equal((Base + 26, Base + 38, 13), (rest.StartMs, rest.EndMs, rest.Items.Length));
    }

    [Fact]
    public void Add_RefusesAnEvent_WhenItWouldMoveAPartBeforeTheWatermark()
    {
        var tracker = Tracker(Options with { MaxDuration = Ms(5) });
        tracker.Add(Click("u", "a", 10, 0));
        for (var i = 1; i <= 17; i++)
        {
            tracker.Add(Click("u", $"i{i}", 10 + i, i));
        }

        // Watermark 27; the open session 10..27 has its first part until 15, which closes after 27. From 9 it would close after 26.
        Assert.Equal(Admission.Late, tracker.Add(Click("u", "b", 9, 18)));
        Assert.Equal(LateReason.PartClosed, Assert.Single(tracker.Output.Late).Reason);
        Assert.Equal(Admission.Taken, tracker.Add(Click("u", "c", 10, 19)));
    }

    [Fact]
    public void Add_CutsWhatIsTooFast_AndCountsIt()
    {
        var tracker = Tracker(Options with { Gap = Ms(60_000), MaxPerMinute = 3 });
        var minute = 60_000 - (Base % 60_000);
        for (var i = 0; i < 5; i++)
        {
            var expected = i < 3 ? Admission.Taken : Admission.Cut;
            Assert.Equal(expected, tracker.Add(Click("u", $"i{i}", minute + i, i)));
        }

        Assert.Equal(Admission.Taken, tracker.Add(Click("v", "other user", minute + 5, 5)));
        Assert.Equal(Admission.Taken, tracker.Add(Click("u", "next minute", minute + 60_000, 6)));
        Assert.Equal(2, tracker.Counts.Cut(CutReason.TooFast));
        tracker.CloseAll();
        Assert.Equal(4, tracker.Output.Closed.Single(s => s.User.Value == "u").Items.Length);
    }

    [Fact]
    public void Add_GoesOnCountingForTheMinute_WhenSessionsWereJoined()
    {
        var tracker = Tracker(Options with { Gap = Ms(60_000), OutOfOrder = Ms(200_000), MaxPerMinute = 4 });
        var minute = 60_000 - (Base % 60_000);
        tracker.Add(Click("u", "a", minute, 0));
        for (var i = 1; i <= 3; i++)
        {
            tracker.Add(Click("u", $"late {i}", minute + 120_000, i));
        }

        Assert.Equal(Admission.Taken, tracker.Add(Click("u", "between", minute + 60_000, 4)));
        Assert.Equal(1, tracker.OpenSessions);
        Assert.Equal(Admission.Cut, tracker.Add(Click("u", "too many", minute + 120_001, 5)));
    }

    [Fact]
    public void Add_ForcesOutTheSessionThatWouldCloseFirst_WhenTooManyAreOpen()
    {
        var tracker = Tracker(Options with { MaxOpen = 2 });
        tracker.Add(Click("a", "x", 0, 0));
        tracker.Add(Click("b", "x", 1, 1));
        tracker.Add(Click("a", "y", 2, 2));
        tracker.Add(Click("c", "x", 3, 3));
        Assert.Equal(2, tracker.OpenSessions);
        Assert.Equal("b 1..1 [x] [1] TooManyOpen @2 0/1", Transcript.Of(tracker.Output.Closed));
        Assert.Equal(1, tracker.Counts.Closed(SessionEnd.TooManyOpen));
    }

    [Fact]
    public void Counts_TellWhereTheTimeCameFrom()
    {
        var tracker = Tracker();
        tracker.Add(Click("u", "a", 0, 0));
        tracker.Add(Click("u", "b", 1, 1) with { TimeSource = TimeSource.Record });
        Assert.Equal((1, 1), (tracker.Counts.Events(TimeSource.Value), tracker.Counts.Events(TimeSource.Record)));
    }

    [Fact]
    public void Constructor_Throws_WhenAPartitionIsNamedTwice()
    {
        Assert.Throws<ArgumentException>(() => new SessionTracker(Options, [1, 1]));
        Assert.Throws<ArgumentException>(() => new SessionTracker(Options, []));
    }

    [Fact]
    public void Add_ForcesOutALongSessionInParts()
    {
        var tracker = Tracker(Options with { MaxOpen = 1, MaxDuration = Ms(5) });
        tracker.Add(Click("u", "a", 0, 0));
        tracker.Add(Click("u", "b", 4, 1));
        tracker.Add(Click("u", "c", 8, 2));
        tracker.Add(Click("v", "x", 9, 3));
        tracker.CloseAll();
        Assert.Equal(
            "u 0..4 [a b] [1 1] MaxDuration @8 0/1\nu 8..8 [c] [1] TooManyOpen @8 0/2\nv 9..9 [x] [1] EndOfInput @21 0/3",
            Transcript.Of(tracker.Output.Closed));
    }

    [Fact]
    public void Add_Throws_WhenNoCalendarHasTheTime()
    {
        var tracker = Tracker();
        Assert.Throws<ArgumentOutOfRangeException>(() => tracker.Add(Click("u", "a", 0, 0) with { TimeMs = long.MaxValue }));
        Assert.Throws<ArgumentOutOfRangeException>(() => tracker.Add(Click("u", "a", 0, 0) with { TimeMs = long.MinValue }));
        Assert.Equal(Admission.Taken, tracker.Add(Click("u", "a", 0, 0)));
    }

    [Fact]
    public void Add_Throws_WhenThePartitionIsNotItsOwn()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Tracker().Add(Click("u", "a", 0, 0, partition: 7)));
    }
}
