using System.Globalization;
using StreamEmbed.Events;
using StreamEmbed.Sessions;

namespace StreamEmbed.Core.Tests.Sessions;

/// <summary>Sessions and clicks as text, contents and all: equal texts are equal values, and a difference is readable.</summary>
internal static class Transcript
{
    public static string Of(Session session) => string.Create(
        CultureInfo.InvariantCulture,
        $"{session.User} {session.StartMs - Clicks.Base}..{session.EndMs - Clicks.Base} [{string.Join(' ', session.Items)}] [{string.Join(' ', session.Weights)}] {session.End} @{session.Key.TimeMs - Clicks.Base} {session.Key.Position.Partition}/{session.Key.Position.Offset}");

    public static string Of(IEnumerable<Session> sessions) => string.Join('\n', sessions.Select(Of));

    public static string Of(IEnumerable<LateEvent> late) => string.Join(
        '\n', late.Select(l => $"{l.Event.Position.Partition}/{l.Event.Position.Offset} late by {l.LatenessMs}: {l.Reason}"));

    /// <summary>A click as "user: earlier items | items before > item*weight @key partition/offset".</summary>
    public static string Of(UserId user, IEnumerable<ItemId> earlier, IEnumerable<ItemId> before, ItemId item, float weight, StreamKey key) => string.Create(
        CultureInfo.InvariantCulture,
        $"{user}: {string.Join(' ', earlier)} | {string.Join(' ', before)} > {item}*{weight} @{key.TimeMs - Clicks.Base} {key.Position.Partition}/{key.Position.Offset}");

    public static IEnumerable<string> Of(ClickList list)
    {
        for (var i = 0; i < list.Count; i++)
        {
            var click = list.Clicks[i];
            yield return Of(click.User, list.Earlier(i).ToArray(), list.Before(i).ToArray(), click.Item, click.Weight, click.Key);
        }
    }

    /// <summary>Clicks and sessions in the one order in which they left; sessions with the items before them.</summary>
    public static IEnumerable<string> Of(SessionOutput output)
    {
        var clicks = Of(output.Clicks).ToList();
        var left = 0;
        for (var i = 0; i < output.Closed.Count; i++)
        {
            for (; left < output.ClicksBefore[i]; left++)
            {
                yield return clicks[left];
            }

            yield return $"{Of(output.Closed[i])} after {string.Join(' ', output.Closed[i].Earlier)}";
        }

        foreach (var click in clicks.Skip(left))
        {
            yield return click;
        }
    }
}
