namespace StreamEmbed.Pipeline.Counters;

/// <summary>Figures of the publishing stage. All count what the broker has confirmed.</summary>
public sealed class PublishingCounters
{
    private Count _snapshot;
    private Count _snapshotClockMs;
    private Count _rows;
    private Count _tombstones;
    private Count _users;
    private Count _microseconds;
    private Count _digest;

    /// <summary>Number of the last snapshot; 0 before the first.</summary>
    public long Snapshot => _snapshot.Value;

    /// <summary>When it was confirmed, Unix milliseconds; 0 before the first.</summary>
    public long SnapshotClockMs => _snapshotClockMs.Value;

    /// <summary>Digest of all item rows that readers hold at that snapshot; 0 before the first.</summary>
    public ulong Digest => unchecked((ulong)_digest.Value);

    /// <summary>Item rows, repeated ones counted again.</summary>
    public long Rows => _rows.Value;

    /// <summary>Item tombstones.</summary>
    public long Tombstones => _tombstones.Value;

    /// <summary>User vectors, repeated ones counted again.</summary>
    public long Users => _users.Value;

    /// <summary>Time spent until confirmation, all publications together.</summary>
    public TimeSpan Spent => TimeSpan.FromMicroseconds(_microseconds.Value);

    internal void CountSnapshot(long number, ulong digest, long clockMs, int rows, int tombstones)
    {
        _digest.Set(unchecked((long)digest));
        _rows.Add(rows);
        _tombstones.Add(tombstones);
        _snapshotClockMs.Set(clockMs);
        _snapshot.Set(number);
    }

    internal void CountUsers(int vectors) => _users.Add(vectors);

    internal void CountTime(TimeSpan spent) => _microseconds.Add((long)spent.TotalMicroseconds);
}
