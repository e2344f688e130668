using StreamEmbed.Sessions;
using static StreamEmbed.Core.Tests.Sessions.Clicks;

namespace StreamEmbed.Core.Tests.Sessions;

public sealed class SessionAllocationTests
{
    [Fact]
    public void Add_AllocatesOnlyTheClosedSessions_OnceThePoolsHaveGrown()
    {
        var tracker = new SessionTracker(new SessionOptions { Gap = Ms(1_000), Grace = Ms(100), OutOfOrder = Ms(50) }, [0]);
        string[] users = [.. Enumerable.Range(0, 500).Select(i => $"u{i}")];
        string[] items = [.. Enumerable.Range(0, 50).Select(i => $"i{i}")];
        var offset = 0L;
        Feed(40_000);

        var closedBefore = tracker.Counts.Closed(SessionEnd.Gap);
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        Feed(40_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        var closed = tracker.Counts.Closed(SessionEnd.Gap) - closedBefore;

        // Each user is away for 2,000 ms after every four clicks: 10,000 sessions of 4 items. One is an object of 96 bytes, an
        // array of 4 ids (56), one of 4 weights (40) and one of the 5 ids before it (64). Clicks cost nothing.
        Assert.InRange(closed, 9_000, 11_000);
        // A garbage collection that another test causes counts the rest of this thread's allocation block as used: a few KB.
        Assert.InRange(allocated, closed * 256, (closed * 256) + 40_000);

        void Feed(int events)
        {
            for (var i = 0; i < events; i++, offset++)
            {
                var (round, user) = (offset / users.Length, offset % users.Length);
                var timeMs = (round / 4 * 3_000) + (round % 4 * 100) + (user / 10) - (offset % 7);
                tracker.Add(Click(users[user], items[(user + round) % items.Length], timeMs, offset));
                tracker.Output.Clear();
            }
        }
    }
}
