using System.Globalization;
using StreamEmbed.Sessions;

namespace StreamEmbed.Core.Tests.Sessions;

/// <summary>Sessions as text, contents and all: equal texts are equal sessions, and a difference is readable.</summary>
internal static class Transcript
{
    public static string Of(Session session) => string.Create(
        CultureInfo.InvariantCulture,
        $"{session.User} {session.StartMs - Clicks.Base}..{session.EndMs - Clicks.Base} [{string.Join(' ', session.Items)}] [{string.Join(' ', session.Weights)}] {session.End} @{session.Key.CloseMs - Clicks.Base} {session.Key.Last.Partition}/{session.Key.Last.Offset}");

    public static string Of(IEnumerable<Session> sessions) => string.Join('\n', sessions.Select(Of));

    public static string Of(IEnumerable<LateEvent> late) => string.Join(
        '\n', late.Select(l => $"{l.Event.Position.Partition}/{l.Event.Position.Offset} late by {l.LatenessMs}: {l.Reason}"));
}
