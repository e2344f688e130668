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
    /// <summary>Bytes of an id that its slot holds.</summary>
    public const int InlineBytes = 16;

    private const int FirstSlots = 1024;

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

    /// <summary>What the index knows an id by.</summary>
    /// <param name="text">The id, and behind it at least <see cref="InlineBytes"/> bytes of anything: then no look depends on the id's length.</param>
    /// <param name="length">Bytes of the id, at least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Key KeyOf(ReadOnlySpan<byte> text, int length)
    {
        ref var first = ref MemoryMarshal.GetReference(text[..(length + InlineBytes)]);
        var low = Unsafe.ReadUnaligned<ulong>(ref first);
        var high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, sizeof(ulong)));
        low = length >= sizeof(ulong) ? low : low & ((1UL << (8 * length)) - 1);
        high = length >= InlineBytes ? high : length <= sizeof(ulong) ? 0 : high & ((1UL << (8 * (length - sizeof(ulong)))) - 1);
        return new Key(low, high, HashOf(low, high, length, length > InlineBytes ? text[InlineBytes..length] : []), length);
    }

    /// <summary>Asks for the memory where the search for a key begins.</summary>
    public unsafe void Prefetch(in Key key)
    {
        if (Sse.IsSupported)
        {
            var slot = (byte*)Unsafe.AsPointer(ref _slots[(int)key.Hash & (_slots.Length - 1)]);
            // Every other slot lies in two lines: an array begins 16 bytes behind a line's begin.
            Sse.Prefetch0(slot);
            Sse.Prefetch0(slot + sizeof(Slot) - 1);
        }
    }

    /// <summary>The row of an id and the row's generation when it was entered, or -1.</summary>
    public int Find(ReadOnlySpan<byte> id, in Key key, out int generation)
    {
        ref var slot = ref SlotOf(id, key);
        generation = slot.Generation;
        return slot.RowPlusOne - 1;
    }

    /// <summary>Enters an id, or changes its row.</summary>
    public void Set(ReadOnlySpan<byte> id, in Key key, int row, int generation)
    {
        ref var slot = ref SlotOf(id, key);
        if (slot.RowPlusOne == 0)
        {
            if (2 * (Count + 1) > _slots.Length)
            {
                Grow();
                slot = ref SlotOf(id, key);
            }

            Count++;
            slot = new Slot { Low = key.Low, High = key.High, Length = key.Length, Rest = KeepRest(id) };
        }

        slot.RowPlusOne = row + 1;
        slot.Generation = generation;
    }

    private ref Slot SlotOf(ReadOnlySpan<byte> id, in Key key)
    {
        var slots = _slots;
        for (var at = (int)key.Hash & (slots.Length - 1); ; at = (at + 1) & (slots.Length - 1))
        {
            ref var slot = ref slots[at];
            if (slot.RowPlusOne == 0 || (slot.Low == key.Low && slot.High == key.High && slot.Length == key.Length && HasRest(slot, id)))
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

    /// <summary>An id's first 16 bytes, missing ones zero, its length in bytes, and a hash of all of it.</summary>
    internal readonly record struct Key(ulong Low, ulong High, ulong Hash, int Length);

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
