using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Neighbours;

/// <summary>The memory of the lists: a header for each row, and blocks of 4 to 64 neighbours that are found by number and never move. Single owner.</summary>
/// <remarks>
/// A block of c neighbours is <c>uint key[c] · ushort slow[c] · ushort fast[c] · ushort next[c]</c>: ten bytes each, 640 when it is full.
/// A key is a row number with the low bits of how often the row was given to another item, so that a neighbour that was
/// retired is not taken for the item that has its row now; the lists that still name it need not be found.
/// </remarks>
internal sealed class NeighbourStore
{
    /// <summary>Neighbours in a full list.</summary>
    public const int MostNeighbours = 64;

    private const int LeastNeighbours = 4;
    private const int BytesEach = sizeof(uint) + (3 * sizeof(ushort));
    private const int BlocksPerPage = 512;
    private const int Classes = 5;

    private readonly ChunkedArray<NeighbourTotals> _totals = new();
    private readonly List<byte[]>[] _pages = new List<byte[]>[Classes];
    private readonly List<int>[] _free = new List<int>[Classes];
    private readonly int[] _made = new int[Classes];
    private readonly int _rowBits;
    private readonly uint _rowMask;
    private int _rows;

    /// <param name="mostRows">Rows that will ever be used: what is left of 32 bits tells a row's items apart.</param>
    public NeighbourStore(int mostRows)
    {
        _rowBits = Math.Max(1, 32 - BitOperations.LeadingZeroCount((uint)Math.Max(1, mostRows - 1)));
        _rowMask = _rowBits == 32 ? uint.MaxValue : (1u << _rowBits) - 1;
        for (var i = 0; i < Classes; i++)
        {
            _pages[i] = [];
            _free[i] = [];
        }
    }

    /// <summary>Rows that have a header, one above the greatest that was ensured.</summary>
    public int Rows => _rows;

    /// <summary>Bytes of all blocks, used or free, and headers.</summary>
    public long Bytes
    {
        get
        {
            var bytes = (long)_totals.Chunks * ChunkedArray<NeighbourTotals>.ChunkLength * Unsafe.SizeOf<NeighbourTotals>();
            for (var i = 0; i < Classes; i++)
            {
                bytes += (long)_pages[i].Count * BlocksPerPage * (LeastNeighbours << i) * BytesEach;
            }

            return bytes;
        }
    }

    /// <summary>Whether blocks of so many neighbours exist.</summary>
    public static bool IsCapacity(int neighbours) => neighbours is >= LeastNeighbours and <= MostNeighbours && BitOperations.IsPow2(neighbours);

    /// <summary>Makes a header for a row.</summary>
    public void Ensure(int row)
    {
        if (row >= _rows)
        {
            _totals.Ensure(row);
            _rows = row + 1;
        }
    }

    /// <summary>A row's header; the row must have been ensured.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref NeighbourTotals Totals(int row) => ref _totals[row];

    /// <summary>The key that stands for a row's present item in lists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint KeyOf(int row) => _rowBits == 32 ? (uint)row : (uint)row | ((uint)_totals[row].Generation << _rowBits);

    /// <summary>The row of a key; false when its item has gone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRow(uint key, out int row)
    {
        row = (int)(key & _rowMask);
        return row < _rows && KeyOf(row) == key;
    }

    /// <summary>A row's list.</summary>
    public NeighbourView View(int row)
    {
        if (row >= _rows || _totals[row].Capacity == 0)
        {
            return new NeighbourView { Totals = row < _rows ? _totals[row] : default };
        }

        ref var totals = ref _totals[row];
        var block = Block(totals.Capacity, totals.Block);
        var count = totals.Count;
        return new NeighbourView
        {
            Keys = Keys(block, totals.Capacity)[..count],
            Slow = Column(block, totals.Capacity, 0)[..count],
            Fast = Column(block, totals.Capacity, 1)[..count],
            Next = Column(block, totals.Capacity, 2)[..count],
            Totals = totals,
        };
    }

    /// <summary>The bytes of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Block(int capacity, int block)
    {
        var bytes = capacity * BytesEach;
        return _pages[ClassOf(capacity)][block / BlocksPerPage].AsSpan(block % BlocksPerPage * bytes, bytes);
    }

    /// <summary>uint[capacity].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<uint> Keys(Span<byte> block, int capacity) => MemoryMarshal.Cast<byte, uint>(block[..(capacity * sizeof(uint))]);

    /// <summary>ushort[capacity]: 0 slow, 1 fast, 2 next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<ushort> Column(Span<byte> block, int capacity, int column) =>
        MemoryMarshal.Cast<byte, ushort>(block.Slice(capacity * (sizeof(uint) + (column * sizeof(ushort))), capacity * sizeof(ushort)));

    /// <summary>Gives a row a block of twice as many neighbours, or its first one.</summary>
    public void Grow(ref NeighbourTotals totals)
    {
        var capacity = totals.Capacity == 0 ? LeastNeighbours : totals.Capacity * 2;
        var block = Take(capacity);
        var to = Block(capacity, block);
        to.Clear();
        if (totals.Capacity > 0)
        {
            var from = Block(totals.Capacity, totals.Block);
            Keys(from, totals.Capacity).CopyTo(Keys(to, capacity));
            for (var column = 0; column < 3; column++)
            {
                Column(from, totals.Capacity, column).CopyTo(Column(to, capacity, column));
            }

            Give(totals.Capacity, totals.Block);
        }

        totals.Block = block;
        totals.Capacity = (byte)capacity;
    }

    /// <summary>Gives a row an empty block for a number of neighbours, whatever it had.</summary>
    public void Resize(ref NeighbourTotals totals, int neighbours)
    {
        var capacity = neighbours == 0 ? 0 : Math.Max(LeastNeighbours, (int)BitOperations.RoundUpToPowerOf2((uint)neighbours));
        if (capacity != totals.Capacity)
        {
            Empty(ref totals);
            if (capacity > 0)
            {
                totals.Block = Take(capacity);
                totals.Capacity = (byte)capacity;
            }
        }

        totals.Count = (byte)neighbours;
    }

    /// <summary>Forgets a row's list, and makes its key mean nothing in others'.</summary>
    public void Retire(int row)
    {
        if (row >= _rows)
        {
            return;
        }

        ref var totals = ref _totals[row];
        Empty(ref totals);
        totals = new NeighbourTotals { Generation = NextGeneration(totals.Generation) };
    }

    /// <summary>Asks the processor for a row's list: its keys and the beginning of its counts.</summary>
    public void Prefetch(int row)
    {
        ref var totals = ref _totals[row];
        if (totals.Capacity > 0)
        {
            Sessions.CacheHint.Fetch(in MemoryMarshal.GetReference(Block(totals.Capacity, totals.Block)), totals.Capacity * BytesEach / 64);
        }
    }

    private byte NextGeneration(byte generation) =>
        _rowBits >= 32 ? (byte)0 : (byte)((generation + 1) & (Math.Min(256u, 1u << (32 - _rowBits)) - 1));

    private void Empty(ref NeighbourTotals totals)
    {
        if (totals.Capacity > 0)
        {
            Give(totals.Capacity, totals.Block);
            totals.Capacity = 0;
            totals.Count = 0;
        }
    }

    private int Take(int capacity)
    {
        var at = ClassOf(capacity);
        var free = _free[at];
        if (free.Count > 0)
        {
            var block = free[^1];
            free.RemoveAt(free.Count - 1);
            return block;
        }

        if (_made[at] == _pages[at].Count * BlocksPerPage)
        {
            _pages[at].Add(GC.AllocateUninitializedArray<byte>(BlocksPerPage * capacity * BytesEach));
        }

        return _made[at]++;
    }

    private void Give(int capacity, int block) => _free[ClassOf(capacity)].Add(block);

    private static int ClassOf(int capacity) => BitOperations.Log2((uint)capacity) - 2;
}
