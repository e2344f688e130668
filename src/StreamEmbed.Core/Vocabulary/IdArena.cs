using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using StreamEmbed.Memory;

namespace StreamEmbed.Vocabulary;

/// <summary>The bytes of ids, one after the other in chunks that never move, each with its row. Single owner.</summary>
/// <remarks>
/// <code>
/// entry := row i32 (-1: dead) · length u16, or 65535 and then length i32 · bytes · padding to 4
/// </code>
/// <para>
/// Written like a log and cleaned like one (Rosenblum and Ousterhout 1992): a chunk in which nothing is alive is written again from its
/// beginning. Where ids come and go, live ones are left scattered over many chunks; when a fifth of the chunks' bytes is dead,
/// each new id therefore also moves up to <see cref="VisitedPerId"/> entries out of one of the emptier chunks. A free list
/// by size would do as well for ids of one length, but not when lengths change.
/// </para>
/// <para>An entry's number is its position: moved entries have another one, which their owner has to take over.</para>
/// </remarks>
internal sealed unsafe class IdArena
{
    /// <summary>Longest id, in bytes.</summary>
    public const int LongestId = 100_000;

    /// <summary>Entries looked at, at most, for each new id.</summary>
    public const int VisitedPerId = 16;

    private const int ChunkBytes = 128 << 10;
    private const int UnitBits = 2;
    private const int Unit = 1 << UnitBits;
    private const int ChunkUnitBits = 15;
    private const int MostChunks = 1 << (32 - ChunkUnitBits);
    private const int Dead = -1;
    private const int None = -1;
    private const int Longer = ushort.MaxValue;
    // Of the bytes of all chunks in use; with a fifth dead, a moved entry frees more than its own size.
    private const double LiveShare = 0.8;
    private const int ComparedChunks = 8;

    private readonly SlabMemory _memory = new(ChunkBytes);
    private readonly List<int> _empty = [];
    private Chunk[] _chunks = [];
    private int _head = None;
    private int _cleaned = None;
    private int _cleanedTo;
    private int _hand;

    /// <summary>Bytes of all chunks, filled or not.</summary>
    public long Bytes => _memory.Taken;

    /// <summary>Bytes of the entries that are alive.</summary>
    public long LiveBytes { get; private set; }

    /// <summary>Entries moved so far.</summary>
    public long Moved { get; private set; }

    /// <summary>Appends an id.</summary>
    /// <returns>The entry's number, never 0.</returns>
    /// <exception cref="ArgumentException">The id is longer than <see cref="LongestId"/>.</exception>
    public uint Add(int row, ReadOnlySpan<byte> id)
    {
        if (id.Length > LongestId)
        {
            throw new ArgumentException($"An item's id has at most {LongestId} bytes, not {id.Length}.", nameof(id));
        }

        var entry = Append(BytesOf(id.Length));
        var at = At(entry);
        *(int*)at = row;
        *(ushort*)(at + sizeof(int)) = (ushort)Math.Min(id.Length, Longer);
        if (id.Length >= Longer)
        {
            *(int*)(at + sizeof(int) + sizeof(ushort)) = id.Length;
        }

        id.CopyTo(new Span<byte>(at + HeadBytes(id.Length), id.Length));
        return entry;
    }

    /// <summary>The bytes of a live entry: a view that holds until the next <see cref="Add"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> IdOf(uint entry)
    {
        var at = At(entry);
        var length = LengthAt(at);
        return new ReadOnlySpan<byte>(at + HeadBytes(length), length);
    }

    /// <summary>The row of a live entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RowOf(uint entry) => *(int*)At(entry);

    /// <summary>Asks for the memory of an entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(uint entry)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(At(entry));
        }
    }

    /// <summary>Ends an entry.</summary>
    public void Remove(uint entry)
    {
        var at = At(entry);
        *(int*)at = Dead;
        Shrink(ChunkOf(entry), BytesOf(LengthAt(at)));
    }

    /// <summary>Moves the next live entry out of a chunk with many dead ones, when more than a fifth of all bytes is dead.</summary>
    /// <param name="visits">Entries that may still be looked at; of a new id, <see cref="VisitedPerId"/>.</param>
    /// <param name="from">The entry's number before.</param>
    /// <param name="to">Its number now.</param>
    /// <returns>Whether one was moved.</returns>
    public bool TryMove(ref int visits, out uint from, out uint to)
    {
        while (visits-- > 0 && (_cleaned != None || TryChooseChunk()))
        {
            var chunk = _cleaned;
            var at = _chunks[chunk].Start + _cleanedTo;
            var bytes = BytesOf(LengthAt(at));
            from = NumberOf(chunk, _cleanedTo);
            _cleanedTo += bytes;
            if (_cleanedTo >= _chunks[chunk].Used)
            {
                _cleaned = None;
            }

            if (*(int*)at != Dead)
            {
                to = Append(bytes);
                new ReadOnlySpan<byte>(at, bytes).CopyTo(new Span<byte>(At(to), bytes));
                *(int*)at = Dead;
                Moved++;
                Shrink(chunk, bytes);
                return true;
            }
        }

        (from, to) = (0, 0);
        return false;
    }

    private static int HeadBytes(int length) => sizeof(int) + sizeof(ushort) + (length < Longer ? 0 : sizeof(int));

    private static int BytesOf(int length) => (HeadBytes(length) + length + Unit - 1) / Unit * Unit;

    private static int ChunkOf(uint entry) => (int)(entry >> ChunkUnitBits);

    private static uint NumberOf(int chunk, int offset) => ((uint)chunk << ChunkUnitBits) | (uint)(offset >> UnitBits);

    private static int LengthAt(byte* at)
    {
        int length = *(ushort*)(at + sizeof(int));
        return length < Longer ? length : *(int*)(at + sizeof(int) + sizeof(ushort));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* At(uint entry) => _chunks[entry >> ChunkUnitBits].Start + ((entry & ((1 << ChunkUnitBits) - 1)) << UnitBits);

    private uint Append(int bytes)
    {
        if (_head == None || _chunks[_head].Used + bytes > ChunkBytes)
        {
            StartChunk();
        }

        ref var head = ref _chunks[_head];
        var entry = NumberOf(_head, head.Used);
        head.Used += bytes;
        head.Live += bytes;
        LiveBytes += bytes;
        return entry;
    }

    private void StartChunk()
    {
        var full = _head;
        if (_empty.Count > 0)
        {
            _head = _empty[^1];
            _empty.RemoveAt(_empty.Count - 1);
        }
        else if (_chunks.Length < MostChunks)
        {
            // Only the list of chunks is copied: 30 KB at ten million short ids.
            _head = _chunks.Length;
            Array.Resize(ref _chunks, _head + 1);
            _chunks[_head].Start = (byte*)_memory.Take();
        }
        else
        {
            throw new InvalidOperationException($"The ids of all items have more than {(long)MostChunks * ChunkBytes >> 30} GiB.");
        }

        // No entry has number 0, which stands for none.
        _chunks[_head].Used = Unit;
        if (full != None)
        {
            Release(full);
        }
    }

    private void Shrink(int chunk, int bytes)
    {
        _chunks[chunk].Live -= bytes;
        LiveBytes -= bytes;
        Release(chunk);
    }

    // The head goes on to be filled; it is looked at again when it is full.
    private void Release(int chunk)
    {
        if (_chunks[chunk].Live > 0 || chunk == _head)
        {
            return;
        }

        _chunks[chunk].Used = 0;
        _empty.Add(chunk);
        if (_cleaned == chunk)
        {
            _cleaned = None;
        }
    }

    private bool TryChooseChunk()
    {
        var inUse = _chunks.Length - _empty.Count;
        // The head and the chunk that is being cleaned are never full.
        if (LiveBytes >= LiveShare * ChunkBytes * (inUse - 2))
        {
            return false;
        }

        for (var i = 0; i < Math.Min(ComparedChunks, _chunks.Length); i++)
        {
            _hand = (_hand + 1) % _chunks.Length;
            if (_hand != _head && _chunks[_hand].Used > 0 && (_cleaned == None || _chunks[_hand].Live < _chunks[_cleaned].Live))
            {
                _cleaned = _hand;
            }
        }

        _cleanedTo = Unit;
        return _cleaned != None;
    }

    private struct Chunk
    {
        public byte* Start;
        public int Used;
        public int Live;
    }
}
