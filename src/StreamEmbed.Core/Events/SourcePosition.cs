namespace StreamEmbed.Events;

/// <summary>Where an event stands in the log it was read from. Orders events of equal time.</summary>
public readonly record struct SourcePosition(int Partition, long Offset) : IComparable<SourcePosition>
{
    public int CompareTo(SourcePosition other)
    {
        var byPartition = Partition.CompareTo(other.Partition);
        return byPartition != 0 ? byPartition : Offset.CompareTo(other.Offset);
    }

    public static bool operator <(SourcePosition left, SourcePosition right) => left.CompareTo(right) < 0;

    public static bool operator >(SourcePosition left, SourcePosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(SourcePosition left, SourcePosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SourcePosition left, SourcePosition right) => left.CompareTo(right) >= 0;
}
