namespace StreamEmbed.Pipeline.Counters;

/// <summary>Figures of the checkpoint stage. All count what is on the disk.</summary>
public sealed class CheckpointCounters
{
    private Count _written;
    private Count _bytes;
    private Count _number;
    private Count _clockMs;

    /// <summary>Checkpoints of this run.</summary>
    public long Written => _written.Value;

    /// <summary>Bytes of them.</summary>
    public long Bytes => _bytes.Value;

    /// <summary>Number of the last one; 0 before the first.</summary>
    public long Number => _number.Value;

    /// <summary>When it was written, Unix milliseconds; 0 before the first.</summary>
    public long ClockMs => _clockMs.Value;

    internal void Count(long number, long bytes, long clockMs)
    {
        _number.Set(number);
        _bytes.Add(bytes);
        _clockMs.Set(clockMs);
        _written.Add(1);
    }
}
