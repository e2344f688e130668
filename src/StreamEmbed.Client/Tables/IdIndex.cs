namespace StreamEmbed.Client.Tables;

/// <summary>The entries of a hash table that changes; see <see cref="IdProbing"/>. One owner.</summary>
internal sealed class IdIndex
{
    private const int FirstEntries = 64;

    private PagedArray<int> _entries = new();

    public int Count => _entries.Length;

    public int this[int index] => _entries[index];

    public FrozenPages<int> Freeze() => _entries.Freeze();

    /// <summary>Enters a row whose id is not there yet.</summary>
    /// <param name="rows">The rows; those with numbers below <paramref name="slot"/> are entered.</param>
    public void Add<T>(T rows, uint hash, int slot)
        where T : IIdSlots
    {
        // At most 0.8 full: a look-up that finds nothing then looks at 13 entries, and their hash bits rule nearly all out.
        if (10 * (slot + 1L) > 8L * Count)
        {
            var grown = new PagedArray<int>();
            grown.Resize(Math.Max(FirstEntries, 2 * Count));
            _entries = grown;
            for (var other = 0; other < slot; other++)
            {
                Insert(IdProbing.Hash(rows.IdOf(other)), other);
            }
        }

        Insert(hash, slot);
    }

    /// <summary>Empties an entry, and closes the gap that it leaves: entries behind it move up where a search for them begins before it.</summary>
    public void RemoveAt<T>(T rows, int index)
        where T : IIdSlots
    {
        var mask = Count - 1;
        var gap = index;
        for (var at = (gap + 1) & mask; _entries[at] != 0; at = (at + 1) & mask)
        {
            var home = (int)IdProbing.Hash(rows.IdOf(IdProbing.SlotOf(_entries[at]))) & mask;
            if (((at - home) & mask) >= ((at - gap) & mask))
            {
                _entries[gap] = _entries[at];
                gap = at;
            }
        }

        _entries[gap] = 0;
    }

    /// <summary>Says that a row has another number now.</summary>
    public void Renumber(uint hash, int slot, int newSlot)
    {
        var mask = Count - 1;
        var at = (int)hash & mask;
        while (IdProbing.SlotOf(_entries[at]) != slot)
        {
            at = (at + 1) & mask;
        }

        _entries[at] = IdProbing.Entry(hash, newSlot);
    }

    private void Insert(uint hash, int slot)
    {
        var mask = Count - 1;
        var at = (int)hash & mask;
        while (_entries[at] != 0)
        {
            at = (at + 1) & mask;
        }

        _entries[at] = IdProbing.Entry(hash, slot);
    }
}
