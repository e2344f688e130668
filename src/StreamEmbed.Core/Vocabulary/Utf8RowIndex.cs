using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Vocabulary;

/// <summary>Remembers the rows of ids by their UTF-8 bytes, so that reading an id that is known makes no string. Exact. Single owner.</summary>
/// <remarks>
/// Open addressing with linear probing. A slot holds the first 16 bytes of its id, which is all of most ids: one line of memory a
/// look-up; the hash takes as many bytes a step, where <see cref="StableHash"/> takes eight. Whoever asks compares the generation with the row's, and enters the id anew when the item has gone meanwhile.
/// </remarks>
internal sealed class Utf8RowIndex
{
    private const int FirstSlots = 1024;
    private const int InlineBytes = 16;

    private Slot[] _slots = new Slot[FirstSlots];
    private byte[] _rests = new byte[FirstSlots];
    private int _restsUsed;

    /// <summary>Ids held.</summary>
    public int Count { get; private set; }

    /// <summary>Number of the id in whatever order the bytes give; equal ids have equal numbers.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> id)
    {
        var (low, high) = Head(id);
        return HashOf(low, high, id.Length, id.Length > InlineBytes ? id[InlineBytes..] : []);
    }

    /// <summary>Asks for the memory where the search for a hash begins.</summary>
    public unsafe void Prefetch(ulong hash)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _slots[(int)hash & (_slots.Length - 1)]));
        }
    }

    /// <summary>The row of an id and the row's generation when it was entered, or -1.</summary>
    public int Find(ReadOnlySpan<byte> id, ulong hash, out int generation)
    {
        ref var slot = ref SlotOf(id, hash);
        generation = slot.Generation;
        return slot.RowPlusOne - 1;
    }

    /// <summary>Enters an id, or changes its row.</summary>
    public void Set(ReadOnlySpan<byte> id, ulong hash, int row, int generation)
    {
        ref var slot = ref SlotOf(id, hash);
        if (slot.RowPlusOne == 0)
        {
            if (2 * (Count + 1) > _slots.Length)
            {
                Grow();
                slot = ref SlotOf(id, hash);
            }

            Count++;
            var (low, high) = Head(id);
            slot = new Slot { Low = low, High = high, Length = id.Length, Rest = KeepRest(id) };
        }

        slot.RowPlusOne = row + 1;
        slot.Generation = generation;
    }

    private ref Slot SlotOf(ReadOnlySpan<byte> id, ulong hash)
    {
        var (low, high) = Head(id);
        var slots = _slots;
        for (var at = (int)hash & (slots.Length - 1); ; at = (at + 1) & (slots.Length - 1))
        {
            ref var slot = ref slots[at];
            if (slot.RowPlusOne == 0 || (slot.Low == low && slot.High == high && slot.Length == id.Length && HasRest(slot, id)))
            {
                return ref slot;
            }
        }
    }

    private bool HasRest(in Slot slot, ReadOnlySpan<byte> id) =>
        id.Length <= InlineBytes || _rests.AsSpan(slot.Rest, id.Length - InlineBytes).SequenceEqual(id[InlineBytes..]);

    private int KeepRest(ReadOnlySpan<byte> id)
    {
        if (id.Length <= InlineBytes)
        {
            return 0;
        }

        var rest = id[InlineBytes..];
        if (_restsUsed + rest.Length > _rests.Length)
        {
            Array.Resize(ref _rests, checked(2 * _rests.Length) + rest.Length);
        }

        rest.CopyTo(_rests.AsSpan(_restsUsed));
        _restsUsed += rest.Length;
        return _restsUsed - rest.Length;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new Slot[checked(2 * old.Length)];
        foreach (var slot in old)
        {
            if (slot.RowPlusOne != 0)
            {
                Place(slot);
            }
        }
    }

    private void Place(in Slot slot)
    {
        var rest = slot.Length > InlineBytes ? _rests.AsSpan(slot.Rest, slot.Length - InlineBytes) : [];
        var at = (int)HashOf(slot.Low, slot.High, slot.Length, rest) & (_slots.Length - 1);
        while (_slots[at].RowPlusOne != 0)
        {
            at = (at + 1) & (_slots.Length - 1);
        }

        _slots[at] = slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong HashOf(ulong low, ulong high, int length, ReadOnlySpan<byte> rest)
    {
        var hash = StableHash.Fold(low ^ StableHash.FirstSecret, high ^ StableHash.SecondSecret ^ (ulong)length);
        for (var at = 0; at < rest.Length; at += InlineBytes)
        {
            (low, high) = Head(rest[at..]);
            hash = StableHash.Fold(hash ^ low, high ^ StableHash.SecondSecret);
        }

        return hash;
    }

    /// <summary>The first 16 bytes, missing ones zero. Overlapping reads: no byte behind the id is touched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong Low, ulong High) Head(ReadOnlySpan<byte> id)
    {
        ref var first = ref MemoryMarshal.GetReference(id);
        var length = id.Length;
        if (length >= sizeof(ulong))
        {
            var low = Unsafe.ReadUnaligned<ulong>(ref first);
            return length >= InlineBytes ? (low, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, sizeof(ulong))))
                : length == sizeof(ulong) ? (low, 0)
                : (low, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, length - sizeof(ulong))) >> (8 * (InlineBytes - length)));
        }

        if (length >= sizeof(uint))
        {
            var end = (ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, length - sizeof(uint)));
            return (Unsafe.ReadUnaligned<uint>(ref first) | (end << (8 * (length - sizeof(uint)))), 0);
        }

        ulong few = 0;
        for (var i = 0; i < length; i++)
        {
            few |= (ulong)Unsafe.Add(ref first, i) << (8 * i);
        }

        return (few, 0);
    }

    private struct Slot
    {
        public ulong Low;
        public ulong High;
        public int Length;
        public int Rest;
        public int RowPlusOne;
        public int Generation;
    }
}
