using StreamEmbed.Sessions;

namespace StreamEmbed.Evaluation;

/// <summary>A session of a recorded log, its items as numbers that are dense in the log.</summary>
/// <param name="Items">Number of each item, no two neighbours alike.</param>
/// <param name="Earlier">Numbers of the user's items before the session, oldest first; the last hundred at most.</param>
/// <param name="Training">The same session as the trainer gets it, with the user's earlier items.</param>
public sealed record RecordedSession(int[] Items, int[] Earlier, Session Training)
{
    /// <summary>Event time of the last event, Unix milliseconds: a session counts from then on.</summary>
    public long EndMs => Training.EndMs;
}
