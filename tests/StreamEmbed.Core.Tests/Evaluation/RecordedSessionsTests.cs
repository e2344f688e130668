using StreamEmbed.Events;

namespace StreamEmbed.Evaluation;

public sealed class RecordedSessionsTests
{
    private const long Minute = 60_000;

    [Fact]
    public void Cut_MakesSessionsByUserAndGap_InTheOrderOfTheirEnds()
    {
        var sessions = RecordedSessions.Cut(
            [Click("u", "a", 0), Click("v", "x", 1), Click("u", "b", 30), Click("v", "y", 2), Click("u", "c", 61)],
            30 * Minute,
            warmUp: 0.5);

        Assert.Equal(["x y", "a b", "c"], sessions.All.Select(Text));
        Assert.Equal(["a", "x", "b", "y", "c"], sessions.Items.Select(item => item.Value));
        Assert.Equal([1, 3], sessions.All[0].Items);
        // The event behind the first half is at minute 30: the session that ends then is the first to be tested.
        Assert.Equal(1, sessions.FirstTest);
    }

    [Fact]
    public void Cut_KeepsTheGreatestWeight_OfRepeatsInARow()
    {
        var sessions = RecordedSessions.Cut([Click("u", "a", 0), Click("u", "a", 1, 5), Click("u", "b", 2), Click("u", "a", 3)], 30 * Minute, 0);

        Assert.Equal(["a b a"], sessions.All.Select(Text));
        Assert.Equal([5, 1, 1], sessions.All[0].Training.Weights);
    }

    [Fact]
    public void Cut_GivesEachSessionTheUsersItemsBeforeIt()
    {
        var sessions = RecordedSessions.Cut(
            [Click("u", "a", 0), Click("u", "b", 1), Click("v", "z", 2), Click("u", "c", 100), Click("u", "d", 200)], 30 * Minute, 0);

        Assert.Equal(["", "", "a b", "a b c"], sessions.All.Select(session => string.Join(' ', session.Training.Earlier)));
    }

    [Fact]
    public void Cut_KeepsTheFilesOrder_OfEventsAtOneTime()
    {
        var sessions = RecordedSessions.Cut([Click("u", "c", 5), Click("u", "a", 5), Click("u", "b", 5)], 30 * Minute, 0);

        Assert.Equal(["c a b"], sessions.All.Select(Text));
    }

    private static string Text(RecordedSession session) => string.Join(' ', session.Training.Items);

    internal static ItemEvent Click(string user, string item, long minute, float weight = 1) =>
        new(new UserId(user), new ItemId(item), 1_700_000_000_000 + (minute * Minute), weight, default);
}
