using StreamEmbed.Naming;
using StreamEmbed.Sessions;
using StreamEmbed.TestKit.Files;

namespace StreamEmbed.Core.Tests.Sessions;

/// <summary>docs/sessions.md says what the code does.</summary>
public sealed class SessionsDocumentTests
{
    private static readonly string[] Rows =
        [.. File.ReadLines(Path.Combine(Repository.Root, "docs", "sessions.md")).Where(line => line.StartsWith('|'))];

    public static TheoryData<string, string> Reasons()
    {
        var reasons = new TheoryData<string, string>();
        reasons.AddRange(Enum.GetValues<SessionEnd>().Select(reason => ("streamembed_sessions_closed_total", SnakeCase.Of(reason))));
        reasons.AddRange(Enum.GetValues<LateReason>().Select(reason => ("streamembed_events_late_total", SnakeCase.Of(reason))));
        reasons.AddRange(Enum.GetValues<CutReason>().Select(reason => ("streamembed_events_cut_total", SnakeCase.Of(reason))));
        return reasons;
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void TableOfCounters_HasEveryReason(string metric, string reason)
    {
        var first = Array.FindIndex(Rows, row => row.StartsWith($"| `{metric}` |", StringComparison.Ordinal));
        Assert.True(first >= 0, $"{metric} has no row.");
        var ofMetric = Rows.Skip(first + 1).TakeWhile(row => row.StartsWith("| | ", StringComparison.Ordinal)).Prepend(Rows[first]);
        Assert.Contains(ofMetric, row => row.Contains($"| `{reason}` |", StringComparison.Ordinal));
    }

    [Fact]
    public void Drawing_IsTrue()
    {
        var tracker = new SessionTracker(new SessionOptions(), [0]);
        tracker.Add(Clicks.Click("u", "a", Minutes(0), 0));
        tracker.Add(Clicks.Click("u", "b", Minutes(7), 1));
        tracker.Add(Clicks.Click("u", "c", Minutes(20), 2));
        tracker.Add(Clicks.Click("v", "x", Minutes(51) + 10_000, 3));
        Assert.Empty(tracker.Output.Closed);
        tracker.Add(Clicks.Click("v", "y", Minutes(51) + 10_001, 4));
        Assert.Equal(["a", "b", "c"], Assert.Single(tracker.Output.Closed).Items.Select(item => item.Value));
    }

    private static long Minutes(int minutes) => minutes * 60_000L;
}
