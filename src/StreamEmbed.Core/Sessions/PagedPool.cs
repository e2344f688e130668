using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamEmbed.Sessions;

/// <summary>Values behind integer handles: no allocation once the pool has grown, no object a value.</summary>
/// <remarks>Pages instead of one growing array: growth copies nothing and leaves at most one page unused.</remarks>
internal sealed class PagedPool<T>
    where T : struct, IPooled
{
    /// <summary>No value. Handles count from 0.</summary>
    public const int None = -1;

    // Small enough that the last page wastes little, large enough that the list of pages stays in the nearest cache.
    private const int PageBits = 10;
    private const int PageSize = 1 << PageBits;

    private T[][] _pages = new T[16][];
    private int _used;
    private int _free = None;

    /// <summary>Values in use.</summary>
    public int Count { get; private set; }

    /// <summary>Handles below this were given out at some time.</summary>
    public int HandlesGiven => _used;

    /// <summary>The value behind a handle, valid until it is returned.</summary>
    public ref T this[int handle]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert((uint)handle < (uint)_used, "A handle that was never given out.");

            // Unchecked, as the length stands in another cache line than the value, and every page has the same.
            ref var first = ref MemoryMarshal.GetArrayDataReference(_pages[handle >> PageBits]);
            return ref Unsafe.Add(ref first, handle & (PageSize - 1));
        }
    }

    /// <summary>Asks for the memory of a value ahead of its use.</summary>
    public void Prefetch(int handle) =>
        CacheHint.Fetch(in this[handle], (Unsafe.SizeOf<T>() + 63) / 64);

    /// <summary>Takes a free value; its contents are those of its last use.</summary>
    public int Rent()
    {
        Count++;
        if (_free != None)
        {
            var reused = _free;
            _free = this[reused].Link;
            return reused;
        }

        if ((_used & (PageSize - 1)) == 0)
        {
            AddPage(_used >> PageBits);
        }

        return _used++;
    }

    /// <summary>Gives a value back. References in it are cleared, so that nothing is kept alive.</summary>
    public void Return(int handle)
    {
        Debug.Assert(Count > 0, "More values returned than rented.");
        Count--;
        ref var value = ref this[handle];
        value = default;
        value.Link = _free;
        _free = handle;
    }

    private void AddPage(int page)
    {
        if (page == _pages.Length)
        {
            Array.Resize(ref _pages, 2 * page);
        }

        _pages[page] = new T[PageSize];
    }
}
