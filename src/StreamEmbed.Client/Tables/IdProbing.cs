namespace StreamEmbed.Client.Tables;

/// <summary>Finds rows by id in a hash table of 32-bit entries: open addressing with linear probing.</summary>
/// <remarks>
/// An entry is 0 where nothing lies, else the row's number plus one, and above it six bits of the hash, which save most
/// looks at ids of other rows. The hash differs from process to process, which keeps ids from being chosen so that they collide.
/// </remarks>
internal static class IdProbing
{
    /// <summary>Most rows.</summary>
    public const int MaxRows = SlotMask - 1;

    private const int SlotBits = 26;
    private const int SlotMask = (1 << SlotBits) - 1;

    public static uint Hash(ReadOnlySpan<byte> id)
    {
        var hash = default(HashCode);
        hash.AddBytes(id);
        return (uint)hash.ToHashCode();
    }

    public static int Entry(uint hash, int slot) => (int)(hash & ~(uint)SlotMask) | (slot + 1);

    public static int SlotOf(int entry) => (entry & SlotMask) - 1;

    /// <summary>The row of an id, or −1.</summary>
    public static int Find<T>(T rows, ReadOnlySpan<byte> id, uint hash)
        where T : IIdSlots
    {
        var at = IndexOf(rows, id, hash);
        return at < 0 ? -1 : SlotOf(rows.EntryAt(at));
    }

    /// <summary>Where the entry of an id is, or −1.</summary>
    public static int IndexOf<T>(T rows, ReadOnlySpan<byte> id, uint hash)
        where T : IIdSlots
    {
        var mask = rows.EntryCount - 1;
        if (mask < 0)
        {
            return -1;
        }

        for (var at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            var entry = rows.EntryAt(at);
            if (entry == 0)
            {
                return -1;
            }

            if (((uint)entry ^ hash) >> SlotBits == 0 && rows.IdOf(SlotOf(entry)).SequenceEqual(id))
            {
                return at;
            }
        }
    }
}
