using StreamEmbed.Sessions;

namespace StreamEmbed.Pipeline.Counters;

/// <summary>Figures of the sessions stage.</summary>
public sealed class SessionCounters
{
    private readonly Count[] _closed = new Count[Enum.GetValues<SessionEnd>().Length];
    private readonly Count[] _late = new Count[Enum.GetValues<LateReason>().Length];
    private readonly Count[] _cut = new Count[Enum.GetValues<CutReason>().Length];
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
