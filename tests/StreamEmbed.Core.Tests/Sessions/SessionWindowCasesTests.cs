using System.Globalization;
using StreamEmbed.Events;
using StreamEmbed.Sessions;
using static StreamEmbed.Core.Tests.Sessions.Clicks;

namespace StreamEmbed.Core.Tests.Sessions;

/// <summary>
/// The cases by which session windows of other engines are tested, as one table. Events of one user in the order of their
/// arrival, each an item and its time; "v" before a time moves the watermark by another user's event, which is not shown.
/// </summary>
public sealed class SessionWindowCasesTests
{
    [Theory]
    [InlineData("one event", 10, 2, "a5", "5..5 a", 0)]
    [InlineData("a step of the gap belongs: ends are inclusive", 10, 2, "a0 b10", "0..10 a b", 0)]
    [InlineData("a step of more does not", 10, 2, "a0 b11", "0..0 a; 11..11 b", 0)]
    [InlineData("before a session, at the gap", 10, 2, "b10 a0", "0..10 a b", 0)]
    [InlineData("before a session, beyond the gap", 10, 20, "b11 a0", "0..0 a; 11..11 b", 0)]
    [InlineData("inside a session", 10, 2, "a0 c8 b4", "0..8 a b c", 0)]
    [InlineData("merge of two", 10, 20, "a0 c20 b10", "0..20 a b c", 0)]
    [InlineData("no merge: the event joins one of two only", 10, 20, "a0 c21 b10", "0..10 a b; 21..21 c", 0)]
    [InlineData("merge of three by two events", 10, 50, "a0 c20 e40 b10 d30", "0..40 a b c d e", 0)]
    [InlineData("merge of three by one event and the gap's ends", 10, 50, "a0 b10 e30 f40 d20", "0..40 a b d e f", 0)]
    [InlineData("same timestamp: the order of offsets", 10, 2, "a5 b5 c5", "5..5 a b c", 0)]
    [InlineData("same timestamp twice, a pause between", 10, 2, "a5 b5 c16 d16", "5..5 a b; 16..16 c d", 0)]
    [InlineData("zero gap: only the same instant", 0, 2, "a5 b5 c6", "5..5 a b; 6..6 c", 0)]
    [InlineData("zero gap, out of order", 0, 2, "a5 c6 b5", "5..5 a b; 6..6 c", 0)]
    [InlineData("late at the boundary of grace is taken", 10, 2, "v12 a0", "0..0 a", 0)]
    [InlineData("late beyond the boundary of grace is not", 10, 2, "v13 a0", "", 1)]
    [InlineData("no grace: late at the gap is taken", 10, 0, "v10 a0", "0..0 a", 0)]
    [InlineData("no grace: late beyond the gap is not", 10, 0, "v11 a0", "", 1)]
    [InlineData("late, but its session is open", 10, 2, "a0 b10 v20 c2", "0..10 a c b", 0)]
    [InlineData("late for the session before, in time for its own", 10, 2, "a0 v13 b10", "0..0 a; 10..10 b", 0)]
    [InlineData("a closed session takes no more, an event near it begins another", 10, 2, "a0 v13 b1", "0..0 a; 1..1 b", 0)]
    [InlineData("a closed session takes no more, and the event is late itself", 10, 2, "a0 v14 b1", "0..0 a", 1)]
    public void Sessions_AreThoseOfTheTable(string name, int gap, int grace, string arriving, string sessions, int late)
    {
        var options = new SessionOptions { Gap = Ms(gap), Grace = Ms(grace), OutOfOrder = TimeSpan.Zero, MinLength = 1 };
        var tracker = new SessionTracker(options, [0]);
        var events = arriving.Split(' ');
        for (var offset = 0; offset < events.Length; offset++)
        {
            var (item, timeMs) = (events[offset][..1], long.Parse(events[offset][1..], CultureInfo.InvariantCulture));
            tracker.Add(Click(item == "v" ? "v" : "u", item, timeMs, offset));
        }

        tracker.CloseAll();
        var ofUser = tracker.Output.Closed.Where(session => session.User == new UserId("u"))
            .Select(session => $"{session.StartMs - Base}..{session.EndMs - Base} {string.Join(' ', session.Items)}");
        Assert.True((sessions, late) == (string.Join("; ", ofUser), tracker.Output.Late.Count), $"{name}: {string.Join("; ", ofUser)}, {tracker.Output.Late.Count} late");
    }
}
