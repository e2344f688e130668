using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Vocabulary;

/// <summary>Finds the row of an id: exact, 8 bytes a slot, without a pause when it grows. Single owner.</summary>
/// <remarks>
/// Open addressing with linear probing in 256 shards chosen by the hash's top byte. A shard doubles alone, so the longest
/// pause is one 256th of the table; removal shifts back what follows, so there are no tombstones and lookups do not
/// slow down as ids come and go.
/// </remarks>
internal sealed class ItemIndex
{
    private const int Shards = 256;
    private const int FirstSlots = 16;

    private readonly Shard[] _shards = new Shard[Shards];
    private readonly ChunkedArray<string?> _ids;

    /// <param name="ids">Ids by row; the index reads them to compare and never writes them.</param>
    public ItemIndex(ChunkedArray<string?> ids)
    {
        _ids = ids;
        for (var i = 0; i < Shards; i++)
        {
            _shards[i].Slots = new Slot[FirstSlots];
        }
    }

    /// <summary>Asks for the memory where the search for a hash begins, so that the searches of a whole session wait at once.</summary>
    public unsafe void Prefetch(uint hash)
    {
        if (Sse.IsSupported)
        {
            var slots = _shards[hash >> 24].Slots;
            // Only an address to the processor: if the array moves, the hint is wasted, nothing is read.
            Sse.Prefetch0(Unsafe.AsPointer(ref slots[hash & ((uint)slots.Length - 1)]));
        }
    }

    /// <summary>The row of an id, or -1.</summary>
    public int Find(ReadOnlySpan<char> id, uint hash)
    {
        var slots = _shards[hash >> 24].Slots;
        var mask = (uint)slots.Length - 1;
        for (var at = hash & mask; ; at = (at + 1) & mask)
        {
            var slot = slots[at];
            if (slot.RowPlusOne == 0)
            {
                return -1;
            }

            if (slot.Hash == hash && id.SequenceEqual(_ids[slot.RowPlusOne - 1]))
            {
                return slot.RowPlusOne - 1;
            }
        }
    }

    /// <summary>Enters a row whose id is not in the index.</summary>
    public void Add(uint hash, int row)
    {
        ref var shard = ref _shards[hash >> 24];
        // At most two thirds full: a lookup then probes two slots on average, three when the id is absent.
        if ((shard.Used + 1) * 3 > shard.Slots.Length * 2)
        {
            Grow(ref shard);
        }

        Place(shard.Slots, new Slot(hash, row + 1));
        shard.Used++;
    }

    /// <summary>Takes a row out; it must be in the index.</summary>
    public void Remove(uint hash, int row)
    {
        ref var shard = ref _shards[hash >> 24];
        var slots = shard.Slots;
        var mask = (uint)slots.Length - 1;
        var hole = hash & mask;
        while (slots[hole].RowPlusOne != row + 1)
        {
            hole = (hole + 1) & mask;
        }

        // Whatever probed past the hole moves into it, unless its own place lies behind the hole.
        for (var at = (hole + 1) & mask; slots[at].RowPlusOne != 0; at = (at + 1) & mask)
        {
            var home = slots[at].Hash & mask;
            if (((at - home) & mask) >= ((at - hole) & mask))
            {
                slots[hole] = slots[at];
                hole = at;
            }
        }

        slots[hole] = default;
        shard.Used--;
    }

    private static void Grow(ref Shard shard)
    {
        var larger = new Slot[BitOperations.RoundUpToPowerOf2((uint)shard.Slots.Length + 1)];
        foreach (var slot in shard.Slots)
        {
            if (slot.RowPlusOne != 0)
            {
                Place(larger, slot);
            }
        }

        shard.Slots = larger;
    }

    private static void Place(Slot[] slots, Slot slot)
    {
        var mask = (uint)slots.Length - 1;
        var at = slot.Hash & mask;
        while (slots[at].RowPlusOne != 0)
        {
            at = (at + 1) & mask;
        }

        slots[at] = slot;
    }

    private readonly record struct Slot(uint Hash, int RowPlusOne);

    private struct Shard
    {
        public Slot[] Slots;
        public int Used;
    }
}
