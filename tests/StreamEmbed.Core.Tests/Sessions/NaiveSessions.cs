using StreamEmbed.Events;
using StreamEmbed.Sessions;

namespace StreamEmbed.Core.Tests.Sessions;

/// <summary>What sessions are, from the sorted whole input: the meaning that the tracker is held to.</summary>
internal static class NaiveSessions
{
    public static IEnumerable<string> Of(IEnumerable<ItemEvent> events, SessionOptions options) =>
        from e in events
        group e by (e.User, e.Position.Partition) into user
        let pieces = Pieces(user, options).ToList()
        from piece in pieces.Index()
        let earlier = pieces[..piece.Index].SelectMany(before => before.Select(run => run[0].Item)).TakeLast(ClickList.MostEarlier)
        select $"{Text(user.Key.User, piece.Item)} after {string.Join(' ', earlier)}";

    public static string Text(Session session) =>
        $"{session.User}: {string.Join(' ', session.Items.Zip(session.Weights))} at {session.Key.Position.Partition} after {string.Join(' ', session.Earlier)}";

    /// <summary>Events cut wherever a rule says so.</summary>
    public static IEnumerable<List<ItemEvent>> Split(IEnumerable<ItemEvent> events, Func<ItemEvent, ItemEvent, ItemEvent, bool> isCut)
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

    /// <summary>A user's events cut at pauses.</summary>
    public static IEnumerable<List<ItemEvent>> Sessions(IEnumerable<ItemEvent> user, SessionOptions options) =>
        Split(user.OrderBy(e => e.TimeMs).ThenBy(e => e.Position), (first, last, next) => next.TimeMs - last.TimeMs > options.Gap.TotalMilliseconds);

    /// <summary>A session cut when it has lasted too long.</summary>
    public static IEnumerable<List<ItemEvent>> Parts(List<ItemEvent> session, SessionOptions options) =>
        Split(session, (first, last, next) => next.TimeMs - first.TimeMs > options.MaxDuration.TotalMilliseconds);

    /// <summary>Runs of events on one item; of one event each when repeats are kept.</summary>
    public static IEnumerable<List<ItemEvent>> Collapsed(IEnumerable<ItemEvent> events, SessionOptions options) =>
        Split(events, (first, last, next) => !options.CollapseRepeats || last.Item != next.Item).Where(run => run.Count > 0);

    private static IEnumerable<List<List<ItemEvent>>> Pieces(IEnumerable<ItemEvent> user, SessionOptions options) =>
        from session in Sessions(user, options)
        from part in Parts(session, options)
        from piece in Collapsed(part, options).Chunk(options.MaxLength)
        select piece.ToList();

    private static string Text(UserId user, List<List<ItemEvent>> piece) =>
        $"{user}: {string.Join(' ', piece.Select(run => (run[0].Item, run.Max(e => e.Weight))))} at {piece[0][0].Position.Partition}";
}
