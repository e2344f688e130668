using StreamEmbed.Events;
using StreamEmbed.Sessions;

namespace StreamEmbed.Evaluation;

/// <summary>A recorded log cut into sessions, in the order of their ends, for test-then-train evaluation.</summary>
/// <remarks>
/// A session is a run of one user's events without a pause longer than the gap; of events in a row on one item the first counts, with
/// the greatest of their weights. Sessions that end at or after the time of the event that follows the warm-up share are test sessions.
/// </remarks>
public sealed class RecordedSessions
{
    // What a setting may ask for: the trainer takes the last few of them.
    private const int MostEarlier = 100;

    private RecordedSessions(IReadOnlyList<ItemId> items, IReadOnlyList<RecordedSession> all, int firstTest)
    {
        Items = items;
        All = all;
        FirstTest = firstTest;
    }

    /// <summary>The items of the log; a place in this list is an item's number.</summary>
    public IReadOnlyList<ItemId> Items { get; }

    /// <summary>All sessions in the order of their ends; those that end together are in the order in which their users first came.</summary>
    public IReadOnlyList<RecordedSession> All { get; }

    /// <summary>The first test session, as a place in <see cref="All"/>.</summary>
    public int FirstTest { get; }

    /// <summary>Cuts a log.</summary>
    /// <param name="events">The events in the order of the log; only this order and their times matter, not their positions.</param>
    /// <param name="gapMs">Longest pause inside a session, milliseconds.</param>
    /// <param name="warmUp">Share of the events that is only trained on, 0 to 1.</param>
    public static RecordedSessions Cut(IReadOnlyList<ItemEvent> events, long gapMs, double warmUp)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count == 0)
        {
            return new RecordedSessions([], [], 0);
        }

        var users = Numbers(events.Select(e => e.User));
        var items = Numbers(events.Select(e => e.Item));
        var order = Enumerable.Range(0, events.Count).OrderBy(i => users[events[i].User]).ThenBy(i => events[i].TimeMs).ToArray();
        var runs = Runs(events, order, gapMs).OrderBy(run => events[order[run.End - 1]].TimeMs).ToArray();

        var sessions = new List<RecordedSession>(runs.Length);
        var earlier = new Dictionary<UserId, ItemId[]>();
        foreach (var (start, end) in runs)
        {
            var session = Session(order[start..end].Select(i => events[i]).ToArray(), earlier);
            sessions.Add(new RecordedSession([.. session.Items.Select(item => items[item])], [.. session.Earlier.Select(item => items[item])], session));
        }

        var lastWarm = Math.Clamp((int)(events.Count * warmUp), 0, events.Count - 1);
        var testFromMs = events[lastWarm].TimeMs;
        var firstTest = warmUp >= 1 ? sessions.Count : sessions.FindIndex(session => session.EndMs >= testFromMs);
        return new RecordedSessions([.. items.OrderBy(pair => pair.Value).Select(pair => pair.Key)], sessions, firstTest);
    }

    private static Dictionary<T, int> Numbers<T>(IEnumerable<T> keys)
        where T : notnull
    {
        var numbers = new Dictionary<T, int>();
        foreach (var key in keys)
        {
            numbers.TryAdd(key, numbers.Count);
        }

        return numbers;
    }

    private static IEnumerable<(int Start, int End)> Runs(IReadOnlyList<ItemEvent> events, int[] order, long gapMs)
    {
        var start = 0;
        for (var at = 1; at <= order.Length; at++)
        {
            if (at == order.Length
                || events[order[at]].User != events[order[at - 1]].User
                || events[order[at]].TimeMs - events[order[at - 1]].TimeMs > gapMs)
            {
                yield return (start, at);
                start = at;
            }
        }
    }

    private static Session Session(ItemEvent[] events, Dictionary<UserId, ItemId[]> earlier)
    {
        var items = new List<ItemId>(events.Length);
        var weights = new List<float>(events.Length);
        foreach (var e in events)
        {
            if (items.Count > 0 && items[^1] == e.Item)
            {
                weights[^1] = Math.Max(weights[^1], e.Weight);
                continue;
            }

            items.Add(e.Item);
            weights.Add(e.Weight);
        }

        var user = events[0].User;
        var before = earlier.GetValueOrDefault(user, []);
        earlier[user] = [.. before.Concat(items).TakeLast(MostEarlier)];
        return new Session(user, [.. items], [.. weights], events[0].TimeMs, events[^1].TimeMs, SessionEnd.EndOfInput) { Earlier = before };
    }
}
