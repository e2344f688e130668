using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using StreamEmbed.Memory;
using StreamEmbed.State;

namespace StreamEmbed.Training;

/// <summary>The rows: input vector, context vector and header of each item, in blocks that never move. Single owner.</summary>
/// <remarks>
/// <code>
/// record  = input float[Width] | context float[Width] | RowHeader (64 bytes)
/// average = bfloat16[Width], behind the records of its block, when averages are kept
/// </code>
/// One record an item, because a trained item needs all three; the header's line also keeps the stride off a power of two,
/// which would map all rows onto a few cache sets. Width is the dimension rounded up to <see cref="WidthMultiple"/>; the padding
/// is zero and stays zero, since every step adds multiples of other rows. <see cref="SlabMemory"/> has the memory: pointers stay
/// valid as long as this object.
/// </remarks>
internal sealed unsafe class EmbeddingTable
{
    /// <summary>Widths are a multiple of this many floats, so that kernels need no tails: one 512-bit vector.</summary>
    public const int WidthMultiple = 16;

    // 1,024 rows of 1,088 bytes (dimension 128) are 1.1 MB: small models stay small, the list of blocks stays in cache.
    private const int BlockBits = 10;
    private const int BlockRows = 1 << BlockBits;

    private readonly SlabMemory _memory;
    private readonly bool _hasAverages;
    private readonly nint _recordBytes;
    private nint[] _records = [];
    private nint[] _averages = [];

    public EmbeddingTable(int dimension, bool hasAverages)
    {
        Dimension = dimension;
        Width = (dimension + WidthMultiple - 1) / WidthMultiple * WidthMultiple;
        _recordBytes = (2 * Width * sizeof(float)) + RowHeader.Bytes;
        _hasAverages = hasAverages;
        _memory = new SlabMemory(BlockRows * (_recordBytes + (hasAverages ? (nint)Width * sizeof(ushort) : 0)));
    }

    /// <summary>Bytes of all blocks of rows, in use or not.</summary>
    public long Bytes => _memory.Taken;

    /// <summary>Rows that hold something else than when they were last saved; complete only when <see cref="WasSaved"/>.</summary>
    public ChangeMarks Unsaved { get; } = new();

    /// <summary>Whether rows were ever saved or restored. Before that none is marked: all are unsaved, and a training that is never saved pays nothing.</summary>
    public bool WasSaved { get; set; }

    public int Dimension { get; }

    /// <summary>Floats in a row, padding included.</summary>
    public int Width { get; }

    /// <summary>The trained vector: float[<see cref="Width"/>], 64-byte aligned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Input(int row) =>
        (float*)(_records[row >> BlockBits] + ((row & (BlockRows - 1)) * _recordBytes));

    /// <summary>The context vector: float[<see cref="Width"/>], 64-byte aligned, right behind the input vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Context(int row) => Input(row) + Width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref RowHeader Header(int row) => ref *(RowHeader*)(Input(row) + (2 * Width));

    /// <summary>The running average of the input vector: bfloat16[<see cref="Width"/>]; only when averages are kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ushort* Average(int row) => (ushort*)_averages[row >> BlockBits] + ((nint)(row & (BlockRows - 1)) * Width);

    /// <summary>Marks a row as unsaved. Whoever writes to a record does, in one of the same session's calls.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MarkUnsaved(int row)
    {
        if (WasSaved)
        {
            Unsaved.Mark(row);
        }
    }

    /// <summary>Makes room for rows up to and with this one; new rows are zero.</summary>
    public void Ensure(int row)
    {
        while (row >> BlockBits >= _records.Length)
        {
            var block = _records.Length;
            Array.Resize(ref _records, block + 1);
            _records[block] = _memory.Take();
            if (_hasAverages)
            {
                Array.Resize(ref _averages, block + 1);
                _averages[block] = _records[block] + (BlockRows * _recordBytes);
            }
        }
    }

    /// <summary>Starts to fetch a row's header.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchHeader(int row)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Input(row) + (2 * Width));
        }
    }

    /// <summary>Sets a row's vectors and header to zero, except for what outlives its item: generation and place in the list of changed rows.</summary>
    public void Clear(int row)
    {
        var (generation, isListed) = (Header(row).Generation, Header(row).IsListed);
        new Span<byte>(Input(row), (int)_recordBytes).Clear();
        Header(row).Generation = generation;
        Header(row).IsListed = isListed;
        if (_hasAverages)
        {
            new Span<ushort>(Average(row), Width).Clear();
        }
    }
}
