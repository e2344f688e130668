using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamEmbed.Search.Kernels;

namespace StreamEmbed.Search;

/// <summary>Codes of up to <see cref="MaxRows"/> rows in the layout of <see cref="CodeKernels"/>, and what belongs to each row.</summary>
/// <remarks>
/// Written only by the owner of the index, in the epoch that it was made in; from the next freeze on it is immutable. One
/// block of memory that never moves and starts at a cache line: a vector load across two lines costs twice. Whoever uses the
/// pointers keeps the page alive.
/// </remarks>
internal sealed unsafe class CodePage
{
    /// <summary>Most rows. A change copies a page, once between two freezes; larger pages would make the first of them slow, smaller ones the scan.</summary>
    public const int MaxRows = 256;

    /// <summary>Bytes of a row besides its codes.</summary>
    public const int RowBytes = 4 * sizeof(float);

    private const int LineBytes = 64;

    private readonly byte[] _memory;
    private readonly int _width;

    /// <param name="width">Codes of a row, a multiple of <see cref="CodeKernels.WidthMultiple"/>.</param>
    /// <param name="capacity">Rows it has room for, a multiple of <see cref="CodeKernels.BlockRows"/>.</param>
    /// <param name="epoch">When it may be written.</param>
    public CodePage(int width, int capacity, long epoch)
    {
        (_width, Capacity, Epoch) = (width, capacity, epoch);
        _memory = GC.AllocateUninitializedArray<byte>((capacity * (width + RowBytes)) + LineBytes - 1, pinned: true);
        var start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        Codes = (byte*)((start + LineBytes - 1) & -LineBytes);
        Scales = (float*)(Codes + (capacity * width));
        Errors = Scales + capacity;
        Norms = Errors + capacity;
        Rows = (int*)(Norms + capacity);
    }

    public int Capacity { get; }

    public long Epoch { get; }

    public byte* Codes { get; }

    /// <summary>float[capacity]: what a step of the code is worth.</summary>
    public float* Scales { get; }

    /// <summary>float[capacity]: bounds the distance of what the code says from the row, and the roundings on the way; ∞ where there is no bound.</summary>
    public float* Errors { get; }

    /// <summary>float[capacity]: length of the row's vector.</summary>
    public float* Norms { get; }

    /// <summary>int[capacity]: the row's number.</summary>
    public int* Rows { get; }

    /// <summary>First byte of a row's codes; four dimensions on, they go on 4 × <see cref="CodeKernels.BlockRows"/> bytes later.</summary>
    public byte* CodesOf(int index) =>
        Codes + (index / CodeKernels.BlockRows * CodeKernels.BlockRows * _width) + (index % CodeKernels.BlockRows * 4);

    /// <summary>A page with the same rows that may be written in another epoch.</summary>
    public CodePage Copy(int rows, int capacity, long epoch)
    {
        var copy = new CodePage(_width, capacity, epoch);
        var blockRows = (rows + CodeKernels.BlockRows - 1) / CodeKernels.BlockRows * CodeKernels.BlockRows;
        Buffer.MemoryCopy(Codes, copy.Codes, capacity * _width, blockRows * _width);
        Move(Scales, copy.Scales);
        Move(Errors, copy.Errors);
        Move(Norms, copy.Norms);
        Move(Rows, copy.Rows);
        GC.KeepAlive(this);
        return copy;

        void Move(void* from, void* to) => Buffer.MemoryCopy(from, to, capacity * sizeof(float), rows * sizeof(float));
    }
}
