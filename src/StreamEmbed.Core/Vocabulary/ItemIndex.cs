using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using StreamEmbed.Memory;

namespace StreamEmbed.Vocabulary;

/// <summary>Finds the entry of an id in an <see cref="IdArena"/>: exact, some ten bytes an id, growing a bucket at a time. Single owner.</summary>
/// <remarks>
/// <para>
/// Linear hashing (Litwin 1980): whenever there are more than <see cref="MostPerBucket"/> ids a bucket on average, one bucket is split in
/// two, in the order of their numbers. So no addition does more than to split one chain, however large the index is: nothing doubles.
/// </para>
/// <code>
/// bucket := tag u8[12] · number of the bucket that goes on with it i32, 0: none · entry u32[12]        one cache line
/// </code>
/// <para>
/// A tag is a byte of the hash, 0 for an unused place; one comparison of a vector finds the few entries whose ids are worth reading.
/// All buckets of a chain but the last are full.
/// </para>
/// </remarks>
internal sealed unsafe class ItemIndex
{
    private const int Places = 12;
    private const int BucketBytes = 64;
    private const int NextAt = Places;
    private const int EntriesAt = 16;
    private const uint PlacesMask = (1 << Places) - 1;
    private const int ChunkBits = 8;
    private const int ChunkBuckets = 1 << ChunkBits;
    private const int FirstBuckets = 16;
    // In a bucket that waits for its turn lie twice as many as in one that had it: more would make most chains longer than one line.
    private const double MostPerBucket = 7.5;
    private const ulong TagSecret = 0x9E3779B97F4A7C15UL;

    private readonly IdArena _ids;
    private readonly Buckets _first = new();
    private readonly Buckets _further = new();
    private uint[] _moving = new uint[4 * Places];
    private int _count;
    // Buckets 0 to _half - 1 are those of the last round; the first _split of them have been split.
    private int _half = FirstBuckets;
    private int _split;
    private int _freeFurther;

    /// <param name="ids">Where the ids are; the index never writes there.</param>
    public ItemIndex(IdArena ids)
    {
        _ids = ids;
        _first.Ensure(FirstBuckets - 1);
        // Number 0 stands for none.
        _further.Add();
    }

    /// <summary>Most entries that one call of <see cref="Add"/> has put elsewhere so far.</summary>
    public int MostMoved { get; private set; }

    /// <summary>Bytes of all buckets, filled or not.</summary>
    public long Bytes => _first.Bytes + _further.Bytes;

    /// <summary>The hash that the other calls ask for.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> id)
    {
        // Multiplied once more: number and tag then depend on all bits, also of ids that differ in one place.
        var hash = Utf8RowIndex.HashOf(id);
        return StableHash.Fold(hash ^ StableHash.FirstSecret, TagSecret);
    }

    /// <summary>Asks for the memory where the search for a hash begins, so that the searches of a whole session wait at once.</summary>
    public void Prefetch(ulong hash)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(_first.At(NumberOf(hash)));
        }
    }

    /// <summary>Asks for the memory of the id that is probably the one, when <see cref="Prefetch"/> has fetched the first bucket.</summary>
    public void PrefetchId(ulong hash)
    {
        var bucket = _first.At(NumberOf(hash));
        var matches = Matches(bucket, TagOf(hash));
        if (matches != 0)
        {
            _ids.Prefetch(Entries(bucket)[BitOperations.TrailingZeroCount(matches)]);
        }
    }

    /// <summary>The entry of an id, or 0.</summary>
    public uint Find(ReadOnlySpan<byte> id, ulong hash)
    {
        var tag = TagOf(hash);
        for (var bucket = _first.At(NumberOf(hash)); ;)
        {
            for (var matches = Matches(bucket, tag); matches != 0; matches &= matches - 1)
            {
                var entry = Entries(bucket)[BitOperations.TrailingZeroCount(matches)];
                if (_ids.IdOf(entry).SequenceEqual(id))
                {
                    return entry;
                }
            }

            if (Next(bucket) == 0)
            {
                return 0;
            }

            bucket = _further.At(Next(bucket));
        }
    }

    /// <summary>Adds the entry of an id that is not in the index.</summary>
    public void Add(ulong hash, uint entry)
    {
        Put(hash, entry);
        _count++;
        if (_count > MostPerBucket * (_half + _split))
        {
            Split();
        }
    }

    /// <summary>Gives an entry another number; it must be in the index.</summary>
    public void Renumber(ulong hash, uint from, uint to) => *PlaceOf(hash, from, out _) = to;

    /// <summary>Takes an entry out; it must be in the index.</summary>
    public void Remove(ulong hash, uint entry)
    {
        var place = PlaceOf(hash, entry, out var tag);

        // The chain's last entry comes into the gap.
        byte* before = null;
        var last = _first.At(NumberOf(hash));
        while (Next(last) != 0)
        {
            before = last;
            last = _further.At(Next(last));
        }

        var at = Used(last) - 1;
        *place = Entries(last)[at];
        *tag = last[at];
        last[at] = 0;
        if (at == 0 && before != null)
        {
            Free(ref Next(before));
        }

        _count--;
    }

    private static byte TagOf(ulong hash) => (byte)Math.Max(1, hash >> 56);

    private static uint* Entries(byte* bucket) => (uint*)(bucket + EntriesAt);

    private static ref int Next(byte* bucket) => ref *(int*)(bucket + NextAt);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Matches(byte* bucket, byte tag) =>
        Vector128.Equals(Vector128.LoadAligned(bucket), Vector128.Create(tag)).ExtractMostSignificantBits() & PlacesMask;

    private static int Used(byte* bucket) => BitOperations.TrailingZeroCount(Matches(bucket, 0) | (1u << Places));

    private int NumberOf(ulong hash)
    {
        var number = (int)(hash & (uint)(_half - 1));
        return number >= _split ? number : (int)(hash & (uint)((2 * _half) - 1));
    }

    private uint* PlaceOf(ulong hash, uint entry, out byte* tag)
    {
        for (var bucket = _first.At(NumberOf(hash)); ; bucket = _further.At(Next(bucket)))
        {
            for (var i = 0; i < Places; i++)
            {
                if (Entries(bucket)[i] == entry && bucket[i] != 0)
                {
                    tag = bucket + i;
                    return Entries(bucket) + i;
                }
            }
        }
    }

    private void Put(ulong hash, uint entry)
    {
        var bucket = _first.At(NumberOf(hash));
        while (Next(bucket) != 0)
        {
            bucket = _further.At(Next(bucket));
        }

        var used = Used(bucket);
        if (used == Places)
        {
            Next(bucket) = TakeFurther();
            bucket = _further.At(Next(bucket));
            used = 0;
        }

        bucket[used] = TagOf(hash);
        Entries(bucket)[used] = entry;
    }

    private void Split()
    {
        _first.Ensure(_half + _split);
        var moving = TakeChain(_split);
        _split++;
        if (_split == _half)
        {
            _half *= 2;
            _split = 0;
        }

        // Their ids lie anywhere: all are asked for before the first is read.
        foreach (var entry in _moving.AsSpan(0, moving))
        {
            _ids.Prefetch(entry);
        }

        foreach (var entry in _moving.AsSpan(0, moving))
        {
            Put(HashOf(_ids.IdOf(entry)), entry);
        }

        MostMoved = Math.Max(MostMoved, moving);
    }

    private int TakeChain(int number)
    {
        var taken = 0;
        for (var bucket = _first.At(number); ; bucket = _further.At(Next(bucket)))
        {
            var used = Used(bucket);
            if (taken + used > _moving.Length)
            {
                Array.Resize(ref _moving, 2 * _moving.Length);
            }

            new ReadOnlySpan<uint>(Entries(bucket), used).CopyTo(_moving.AsSpan(taken));
            taken += used;
            if (Next(bucket) == 0)
            {
                break;
            }
        }

        var first = _first.At(number);
        while (Next(first) != 0)
        {
            Free(ref Next(first));
        }

        new Span<byte>(first, BucketBytes).Clear();
        return taken;
    }

    private int TakeFurther()
    {
        if (_freeFurther == 0)
        {
            return _further.Add();
        }

        var number = _freeFurther;
        _freeFurther = Next(_further.At(number));
        new Span<byte>(_further.At(number), BucketBytes).Clear();
        return number;
    }

    /// <summary>Unlinks a bucket: what leads to it leads to what follows it.</summary>
    private void Free(ref int link)
    {
        var number = link;
        ref var next = ref Next(_further.At(number));
        link = next;
        next = _freeFurther;
        _freeFurther = number;
    }

    /// <summary>Buckets by number, in chunks.</summary>
    private sealed class Buckets
    {
        private readonly SlabMemory _memory = new(ChunkBuckets * BucketBytes);
        private nint[] _chunks = [];
        private int _count;

        public long Bytes => _memory.Taken;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public byte* At(int number) => (byte*)_chunks[number >> ChunkBits] + ((number & (ChunkBuckets - 1)) * BucketBytes);

        public int Add()
        {
            Ensure(_count);
            return _count++;
        }

        public void Ensure(int number)
        {
            if (number >> ChunkBits < _chunks.Length)
            {
                return;
            }

            // Only the list of chunks is copied: 40 KB at ten million ids.
            Array.Resize(ref _chunks, _chunks.Length + 1);
            _chunks[^1] = _memory.Take();
        }
    }
}
