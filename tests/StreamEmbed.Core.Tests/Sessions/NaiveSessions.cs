using StreamEmbed.Events;
using StreamEmbed.Sessions;

namespace StreamEmbed.Core.Tests.Sessions;

/// <summary>What sessions are, from the sorted whole input: the meaning that the tracker is held to.</summary>
internal static class NaiveSessions
{
    public static IEnumerable<string> Of(IEnumerable<ItemEvent> events, SessionOptions options) =>
        from e in events
        group e by (e.User, e.Position.Partition) into user
        from session in Split(user.OrderBy(e => e.TimeMs).ThenBy(e => e.Position), (first, last, next) => next.TimeMs - last.TimeMs > options.Gap.TotalMilliseconds)
        from part in Split(session, (first, last, next) => next.TimeMs - first.TimeMs > options.MaxDuration.TotalMilliseconds)
        from piece in Split(Collapsed(part, options.CollapseRepeats), options.MaxLength)
        select Text(user.Key.User, piece);

    public static string Text(Session session) => $"{session.User}: {string.Join(' ', session.Items.Zip(session.Weights))} at {session.Key.Last.Partition}";

    private static string Text(UserId user, List<List<ItemEvent>> piece) =>
        $"{user}: {string.Join(' ', piece.Select(run => (run[0].Item, run.Max(e => e.Weight))))} at {piece[0][0].Position.Partition}";

    private static IEnumerable<List<ItemEvent>> Split(IEnumerable<ItemEvent> events, Func<ItemEvent, ItemEvent, ItemEvent, bool> isCut)
    {
        List<ItemEvent> current = [];
        foreach (var e in events)
        {
            if (current.Count > 0 && isCut(current[0], current[^1], e))
            {
                yield return current;
                current = [];
            }

            current.Add(e);
        }

        yield return current;
    }

    /// <summary>Runs of events on one item; of one event each when repeats are kept.</summary>
    private static IEnumerable<List<ItemEvent>> Collapsed(List<ItemEvent> events, bool collapse) =>
        Split(events, (first, last, next) => !collapse || last.Item != next.Item);

    private static IEnumerable<List<List<ItemEvent>>> Split(IEnumerable<List<ItemEvent>> runs, int length) =>
        runs.Chunk(length).Select(chunk => chunk.ToList());
}
