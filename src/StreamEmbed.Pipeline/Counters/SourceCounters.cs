using StreamEmbed.Events;

namespace StreamEmbed.Pipeline.Counters;

/// <summary>Figures of the source stage.</summary>
public sealed class SourceCounters(IReadOnlyList<int> partitions)
{
    private readonly Count[] _rejected = new Count[Enum.GetValues<RejectReason>().Length];
    private readonly Count[] _timeSources = new Count[Enum.GetValues<TimeSource>().Length];
    private Count _read;
    private Count _ignored;
    private Count _pauses;
    private Count _alignmentPauses;
    private Count _held;
    private Count _caughtUp;
    private Count _lost;

    /// <summary>The partitions that are read, ascending.</summary>
    public IReadOnlyList<PartitionCounters> Partitions { get; } = [.. partitions.Select(partition => new PartitionCounters(partition))];

    /// <summary>Records read from the log, whatever became of them.</summary>
    public long Read => _read.Value;

    /// <summary>Records that were gone from the log before they were read, as somebody accepted.</summary>
    public long Lost => _lost.Value;

    /// <summary>Records of a type with weight 0.</summary>
    public long Ignored => _ignored.Value;

    /// <summary>Records sent to the dead-letter topic.</summary>
    public long RejectedTotal => _rejected.Sum(count => count.Value);

    /// <summary>How often all partitions were paused because the line was full.</summary>
    public long Pauses => _pauses.Value;

    /// <summary>Events held back now, because their partition runs ahead of the others in event time.</summary>
    public long Held => _held.Value;

    /// <summary>How often a partition was paused because too many of its events were held back.</summary>
    public long AlignmentPauses => _alignmentPauses.Value;

    /// <summary>Whether every partition was read to its end at least once since the start.</summary>
    public bool CaughtUp => _caughtUp.Value > 0;

    /// <summary>Records sent to the dead-letter topic for this reason.</summary>
    public long Rejected(RejectReason reason) => _rejected[(int)reason].Value;

    /// <summary>Events whose time came from there.</summary>
    public long TimedBy(TimeSource source) => _timeSources[(int)source].Value;

    /// <summary>Says what was gone when the log was opened. Once, before the line runs.</summary>
    public void SetLost(long records) => _lost.Set(records);

    internal void CountRead(int records) => _read.Add(records);

    internal void CountIgnored() => _ignored.Add(1);

    internal void CountRejected(RejectReason reason) => _rejected[(int)reason].Add(1);

    internal void CountTime(TimeSource source) => _timeSources[(int)source].Add(1);

    internal void CountPause() => _pauses.Add(1);

    internal void CountAlignmentPauses(int partitions) => _alignmentPauses.Add(partitions);

    internal void SetHeld(int events) => _held.Set(events);

    internal void SetCaughtUp() => _caughtUp.Set(1);
}
