using StreamEmbed.Events;
using StreamEmbed.Sessions;

namespace StreamEmbed.Core.Tests.Sessions;

/// <summary>What clicks and their contexts are, from the sorted whole input, when no event is behind its partition's watermark.</summary>
internal static class NaiveClicks
{
    public static IEnumerable<string> Of(IReadOnlyList<ItemEvent> events, SessionOptions options) =>
        from e in events.OrderBy(e => e.TimeMs).ThenBy(e => e.Position)
        let ofUser = events.Where(other => (other.User, other.Position.Partition) == (e.User, e.Position.Partition))
        let upToClick = ofUser.Where(other => (other.TimeMs, other.Position.Offset).CompareTo((e.TimeMs, e.Position.Offset)) <= 0)
        let text = Of(e, [.. NaiveSessions.Sessions(upToClick, options)], options)
        where text is not null
        select text;

    /// <param name="click">The click.</param>
    /// <param name="sessions">Its user's sessions up to it: it is the last event of the last.</param>
    /// <param name="options">The rules.</param>
    private static string? Of(ItemEvent click, List<List<ItemEvent>> sessions, SessionOptions options)
    {
        List<ItemId> past = [];
        List<List<ItemEvent>> open = [];
        foreach (var parts in sessions.Select(session => NaiveSessions.Parts(session, options).ToList()))
        {
            var closed = parts.TakeWhile(part => Close(part, isLast: part == parts[^1], options) < click.TimeMs).ToList();
            past.AddRange(closed.SelectMany(part => ItemsOf(part, options)));
            open.Add([.. parts.Skip(closed.Count).SelectMany(part => part)]);
        }

        var runs = NaiveSessions.Collapsed(open[^1], options).ToList();
        var repeated = runs[^1].SkipLast(1).Select(e => e.Weight).DefaultIfEmpty(0).Max();
        var before = runs.SkipLast(1).Select(run => run[0].Item).TakeLast(ClickList.MostBefore);
        var earlier = past.Concat(open.SkipLast(1).SelectMany(session => ItemsOf(session, options))).TakeLast(ClickList.MostEarlier);
        var key = new StreamKey(click.TimeMs, click.Position);
        return click.Weight > repeated ? Transcript.Of(click.User, earlier, before, click.Item, click.Weight - repeated, key) : null;
    }

    private static double Close(List<ItemEvent> part, bool isLast, SessionOptions options) =>
        (isLast ? part[^1].TimeMs : part[0].TimeMs + options.MaxDuration.TotalMilliseconds) + (options.Gap + options.Grace).TotalMilliseconds;

    private static IEnumerable<ItemId> ItemsOf(List<ItemEvent> events, SessionOptions options) =>
        NaiveSessions.Collapsed(events, options).Select(run => run[0].Item);
}
