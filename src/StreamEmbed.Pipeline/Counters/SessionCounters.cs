using StreamEmbed.Sessions;

namespace StreamEmbed.Pipeline.Counters;

/// <summary>Figures of the sessions stage.</summary>
public sealed class SessionCounters
{
    private readonly Count[] _closed = new Count[Enum.GetValues<SessionEnd>().Length];
    private readonly Count[] _late = new Count[Enum.GetValues<LateReason>().Length];
    private readonly Count[] _cut = new Count[Enum.GetValues<CutReason>().Length];
    private readonly Count[] _clicks = new Count[Enum.GetValues<ClickRelease>().Length];
    private Count _clicksRepeated;
    private Count _clicksWaiting;
    private Count _earlierUsers;
    private Count _earlierExpired;
    private Count _earlierDisplaced;
    private Count _open;
    private Count _users;
    private Count _eventTimeMs;

    /// <summary>Events that came after their session had closed.</summary>
    public long LateTotal => _late.Sum(count => count.Value);

    /// <summary>Sessions open now.</summary>
    public long Open => _open.Value;

    /// <summary>Users remembered now.</summary>
    public long Users => _users.Value;

    /// <summary>The stream's watermark, Unix milliseconds; 0 before the first event.</summary>
    public long EventTimeMs => _eventTimeMs.Value;

    public long Late(LateReason reason) => _late[(int)reason].Value;

    /// <summary>Accepted events that are in no session for this reason.</summary>
    public long Cut(CutReason reason) => _cut[(int)reason].Value;

    /// <summary>Sessions that ended for this reason, also those too short to train on.</summary>
    public long Closed(SessionEnd end) => _closed[(int)end].Value;

    /// <summary>Clicks released for this reason.</summary>
    public long Clicks(ClickRelease reason) => _clicks[(int)reason].Value;

    /// <summary>Clicks that repeat the item before them and do not go to the model.</summary>
    public long ClicksRepeated => _clicksRepeated.Value;

    /// <summary>Clicks that wait for time to pass them.</summary>
    public long ClicksWaiting => _clicksWaiting.Value;

    /// <summary>Users whose earlier items are remembered now for the contexts of clicks and sessions.</summary>
    public long EarlierUsers => _earlierUsers.Value;

    /// <summary>Users whose earlier items were forgotten because their last session closed too long ago.</summary>
    public long EarlierExpired => _earlierExpired.Value;

    /// <summary>Users whose earlier items were forgotten because there were too many users.</summary>
    public long EarlierDisplaced => _earlierDisplaced.Value;

    internal void SetEarlier(TrackerCounts counts, int users)
    {
        _earlierUsers.Set(users);
        _earlierExpired.Set(counts.EarlierExpired);
        _earlierDisplaced.Set(counts.EarlierDisplaced);
    }

    internal void SetClicks(TrackerCounts counts, int waiting)
    {
        foreach (var reason in Enum.GetValues<ClickRelease>())
        {
            _clicks[(int)reason].Set(counts.Clicks(reason));
        }

        _clicksRepeated.Set(counts.ClicksRepeated);
        _clicksWaiting.Set(waiting);
    }

    internal void CountLate(LateReason reason) => _late[(int)reason].Add(1);

    internal void SetCut(CutReason reason, long events) => _cut[(int)reason].Set(events);

    internal void CountClosed(SessionEnd end) => _closed[(int)end].Add(1);

    internal void SetState(int open, int users, long eventTimeMs)
    {
        _open.Set(open);
        _users.Set(users);
        _eventTimeMs.Set(eventTimeMs);
    }
}
