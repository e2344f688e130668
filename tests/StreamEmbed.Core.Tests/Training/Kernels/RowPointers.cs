using System.Runtime.CompilerServices;

namespace StreamEmbed.Training.Kernels;

/// <summary>Pointers to rows, as kernels take them.</summary>
internal sealed unsafe class RowPointers
{
    private readonly nint[] _pointers;

    public RowPointers(IReadOnlyList<GuardedFloats> rows)
    {
        // One more, so that there is an address for no rows.
        _pointers = GC.AllocateArray<nint>(rows.Count + 1, pinned: true);
        for (var i = 0; i < rows.Count; i++)
        {
            _pointers[i] = (nint)rows[i].Pointer;
        }
    }

    public float** Pointer => (float**)Unsafe.AsPointer(ref _pointers[0]);
}
