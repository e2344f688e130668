using StreamEmbed.Events;
using StreamEmbed.Sessions;
using StreamEmbed.State;
using StreamEmbed.Users;

namespace StreamEmbed.Pipeline.Batches;

/// <summary>What leaves the sessions stage for training. Belongs to the stage that holds it.</summary>
/// <param name="Clicks">Clicks with their context, in the order in which they reach the model; to be given back to the <see cref="Pool{T}"/>.</param>
/// <param name="ClicksBefore">For each session, how many of the clicks come before it.</param>
/// <param name="Sessions">Closed sessions long enough to train on, in the order in which they are trained.</param>
/// <param name="Users">Histories of users who clicked or whose session closed; only with <see cref="Ticks.Users"/>.</param>
/// <param name="Forgotten">Users whose history expired or was evicted.</param>
/// <param name="EventTimeMs">The stream's watermark, Unix milliseconds; 0 before the first event.</param>
/// <param name="CaughtUp">Whether every partition was read to its end at least once since the start.</param>
/// <param name="Next">The next unread offset of each partition that moved.</param>
/// <param name="Ticks">Barriers behind these sessions.</param>
/// <param name="Save">A cut of the stream behind them, or null.</param>
internal sealed record SessionBatch(
    ClickList Clicks,
    IReadOnlyList<int> ClicksBefore,
    IReadOnlyList<Session> Sessions,
    IReadOnlyList<UserHistory> Users,
    IReadOnlyList<UserId> Forgotten,
    long EventTimeMs,
    bool CaughtUp,
    IReadOnlyList<SourcePosition> Next,
    Ticks Ticks,
    StateSave? Save);
