using System.Runtime.CompilerServices;
using StreamEmbed.Training.Kernels;

namespace StreamEmbed.Training;

/// <summary>The memory in which a block is computed: some 10 KB that stay in the first-level cache.</summary>
internal sealed unsafe class BlockWorkspace
{
    private const int Tokens = BlockKernels.Tokens;
    private const int LineFloats = 16;

    private readonly float[] _floats;
    private readonly nint[] _pointers;
    private readonly int[] _lengths;

    /// <param name="width">Floats in a row.</param>
    /// <param name="columns">Most context rows of a block.</param>
    /// <param name="prefetches">Most runs of memory requested in one block.</param>
    public BlockWorkspace(int width, int columns, int prefetches)
    {
        Stride = (columns + BlockKernels.ColumnMultiple - 1) / BlockKernels.ColumnMultiple * BlockKernels.ColumnMultiple;

        _floats = GC.AllocateArray<float>(
            (Tokens * width) + (3 * Tokens * Stride) + Stride + (Tokens * Tokens) + LineFloats + (2 * width) + LineFloats,
            pinned: true);
        var next = (float*)(((nint)Unsafe.AsPointer(ref _floats[0]) + 63) / 64 * 64);
        Packed = Take(ref next, Tokens * width);
        Scores = Take(ref next, Tokens * Stride);
        Weights = Take(ref next, Tokens * Stride);
        Coefficients = Take(ref next, Tokens * Stride);
        Norms = Take(ref next, Stride);
        Gram = Take(ref next, Tokens * Tokens);
        Damping = Take(ref next, LineFloats);
        // Two rows: stand-ins of the input and the context side must not be the same memory.
        EmptyInput = Take(ref next, width);
        EmptyContext = Take(ref next, width);

        _pointers = GC.AllocateArray<nint>(Tokens + Stride + prefetches, pinned: true);
        var pointers = (float**)Unsafe.AsPointer(ref _pointers[0]);
        Inputs = pointers;
        Contexts = pointers + Tokens;
        _lengths = GC.AllocateArray<int>(prefetches, pinned: true);
        Prefetch = new PrefetchList
        {
            Addresses = (byte**)(pointers + Tokens + Stride),
            Bytes = (int*)Unsafe.AsPointer(ref _lengths[0]),
        };
    }

    /// <summary>Floats between two tokens' rows of a matrix.</summary>
    public int Stride { get; }

    public float* Packed { get; }

    public float* Scores { get; }

    public float* Weights { get; }

    public float* Coefficients { get; }

    public float* Norms { get; }

    public float* Gram { get; }

    public float* Damping { get; }

    /// <summary>A row of zeros in place of a missing token.</summary>
    public float* EmptyInput { get; }

    /// <summary>A row of zeros in place of a missing context row.</summary>
    public float* EmptyContext { get; }

    public float** Inputs { get; }

    public float** Contexts { get; }

    public PrefetchList Prefetch { get; }

    private static float* Take(ref float* next, int floats)
    {
        var taken = next;
        next += floats;
        return taken;
    }
}
