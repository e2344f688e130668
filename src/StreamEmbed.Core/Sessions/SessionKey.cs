using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>
/// The order in which sessions leave, computed from the session's own partition alone: so it is the same however the
/// partitions were interleaved while reading.
/// </summary>
/// <param name="CloseMs">
/// The event time that closed it, Unix milliseconds: last event + gap + grace; for a part cut by duration, greatest end of the
/// part + gap + grace; for one forced out, its partition's watermark.
/// </param>
/// <param name="Last">Position of its last record in order of (event time, partition, offset): no two sessions share it.</param>
public readonly record struct SessionKey(long CloseMs, SourcePosition Last) : IComparable<SessionKey>
{
    public int CompareTo(SessionKey other)
    {
        var byTime = CloseMs.CompareTo(other.CloseMs);
        return byTime != 0 ? byTime : Last.CompareTo(other.Last);
    }

    public static bool operator <(SessionKey left, SessionKey right) => left.CompareTo(right) < 0;

    public static bool operator >(SessionKey left, SessionKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(SessionKey left, SessionKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SessionKey left, SessionKey right) => left.CompareTo(right) >= 0;
}
