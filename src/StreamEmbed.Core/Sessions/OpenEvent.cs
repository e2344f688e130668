using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamEmbed.Sessions;

/// <summary>One event of an open session; 24 bytes.</summary>
/// <remarks>
/// Beside its time it keeps a few bits made from the item's id: events on different items are then told apart without reading the
/// ids, which lie anywhere in memory.
/// </remarks>
internal struct OpenEvent
{
    /// <summary>Times lie between minus this and this, Unix milliseconds: more than a <see cref="TimeSpan"/> spans.</summary>
    public const long TimeLimitMs = 1L << (63 - TagBits);

    private const int TagBits = 12;

    public string Item;

    /// <summary>
    /// The low half of the offset. The rest follows from <see cref="OpenSession.FirstOffset"/>, as no session spans four billion
    /// records.
    /// </summary>
    public uint OffsetLow;
    public float Weight;

    private readonly long _timeAndTag;

    public OpenEvent(string item, long timeMs, uint offsetLow, float weight)
    {
        Item = item;
        OffsetLow = offsetLow;
        Weight = weight;
        _timeAndTag = (timeMs << TagBits) | TagOf(item);
    }

    /// <summary>Event time, Unix milliseconds.</summary>
    public readonly long TimeMs => _timeAndTag >> TagBits;

    /// <summary>Whether both are on the same item.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsOnItemOf(in OpenEvent other) =>
        ((_timeAndTag ^ other._timeAndTag) & ((1 << TagBits) - 1)) == 0 && string.Equals(Item, other.Item, StringComparison.Ordinal);

    /// <summary>Ids of one kind mostly differ in their last characters or in their first.</summary>
    private static uint TagOf(string item)
    {
        ulong characters = 0;
        if (item.Length >= 4)
        {
            var bytes = MemoryMarshal.AsBytes(item.AsSpan());
            characters = MemoryMarshal.Read<ulong>(bytes) ^ (MemoryMarshal.Read<ulong>(bytes[^sizeof(ulong)..]) * 3);
        }
        else
        {
            foreach (var character in item)
            {
                characters = (characters << 16) | character;
            }
        }

        // Fibonacci hashing: the upper bits of the product depend on all characters.
        return (uint)(((characters + (uint)item.Length) * 0x9E3779B97F4A7C15) >> (64 - TagBits));
    }
}
