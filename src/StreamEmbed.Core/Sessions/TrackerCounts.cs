using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>What a tracker has seen and done since it was made: only ever growing, live, to be read by the tracker's owner.</summary>
/// <remarks>Events taken = events by time source - late - cut as too fast.</remarks>
public sealed class TrackerCounts
{
    private readonly long[] _closed = new long[Enum.GetValues<SessionEnd>().Length];
    private readonly long[] _late = new long[Enum.GetValues<LateReason>().Length];
    private readonly long[] _cut = new long[Enum.GetValues<CutReason>().Length];
    private readonly long[] _clicks = new long[Enum.GetValues<ClickRelease>().Length];
    private readonly long[] _events = new long[Enum.GetValues<TimeSource>().Length];

    internal TrackerCounts()
    {
    }

    /// <summary>Open sessions that an event between them joined to one.</summary>
    public long Merged { get; private set; }

    /// <summary>Clicks that do not leave because they repeat the item before them and add nothing to its weight.</summary>
    public long ClicksRepeated { get; private set; }

    /// <summary>Users whose earlier items were forgotten because their last session closed too long ago.</summary>
    public long EarlierExpired { get; private set; }

    /// <summary>Users whose earlier items were forgotten because there were too many users.</summary>
    public long EarlierDisplaced { get; private set; }

    /// <summary>Events given to the tracker, by where their time came from.</summary>
    public long Events(TimeSource source) => _events[(int)source];

    /// <summary>Sessions handed on, by why they ended.</summary>
    public long Closed(SessionEnd reason) => _closed[(int)reason];

    /// <summary>Clicks ready to leave, by why; they leave when the stream's time has passed their key too.</summary>
    public long Clicks(ClickRelease reason) => _clicks[(int)reason];

    /// <summary>Late events.</summary>
    public long Late(LateReason reason) => _late[(int)reason];

    /// <summary>Events that are in no session although they came in time.</summary>
    public long Cut(CutReason reason) => _cut[(int)reason];

    internal void CountEvent(TimeSource source) => _events[(int)source]++;

    internal void CountClosed(SessionEnd reason) => _closed[(int)reason]++;

    internal void CountClick(ClickRelease reason) => _clicks[(int)reason]++;

    internal void CountClickRepeated() => ClicksRepeated++;

    internal void CountEarlierExpired() => EarlierExpired++;

    internal void CountEarlierDisplaced() => EarlierDisplaced++;

    internal void CountLate(LateReason reason) => _late[(int)reason]++;

    internal void CountCut(CutReason reason) => _cut[(int)reason]++;

    internal void CountMerge() => Merged++;
}
