using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>
/// The order in which clicks and sessions leave, computed from their own partition alone: so it is the same however the
/// partitions were interleaved while reading. At equal times all clicks leave before all sessions.
/// </summary>
/// <param name="TimeMs">
/// Unix milliseconds of event time. Of a click: its own time, or its partition's watermark when it came if that is later. Of a
/// session: what closed it, that is last event + gap + grace; for a part cut by duration, greatest end of the part + gap + grace.
/// When a session is forced out, the partition's watermark, for it and its last clicks.
/// </param>
/// <param name="Position">Position of the click, or of the session's last record in order of (event time, partition, offset): no two sessions share it.</param>
public readonly record struct StreamKey(long TimeMs, SourcePosition Position) : IComparable<StreamKey>
{
    public int CompareTo(StreamKey other)
    {
        var byTime = TimeMs.CompareTo(other.TimeMs);
        return byTime != 0 ? byTime : Position.CompareTo(other.Position);
    }

    public static bool operator <(StreamKey left, StreamKey right) => left.CompareTo(right) < 0;

    public static bool operator >(StreamKey left, StreamKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(StreamKey left, StreamKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(StreamKey left, StreamKey right) => left.CompareTo(right) >= 0;
}
