using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamEmbed.Memory;

/// <summary>Zeroed blocks of one size, taken out of slabs that never move. Single owner.</summary>
/// <remarks>
/// <para>
/// Slabs hold whole blocks and are not cleared before a block is taken, so what is not in use yet costs address space alone: the
/// memory in use is that of the blocks taken.
/// </para>
/// <para>
/// Rows are read in no order, so most of their addresses miss the processor's table of 4 KB pages. Slabs therefore ask Linux for 2 MB
/// pages (the usual setting is to give them only where asked); where it does not, nothing is lost. Up to two of them at a
/// slab's ends stay small: to begin on a large page would leave one unused in each slab.
/// </para>
/// <para>The slabs are of the pinned heap: nothing has to be freed, and no finalizer can run before the last pointer was used.</para>
/// </remarks>
internal sealed unsafe partial class SlabMemory
{
    private const int LineBytes = 64;
    private const int SmallPageBytes = 4096;
    private const int LargestSlab = 32 << 20;
    private const int AdviseHugePages = 14;

    private readonly List<byte[]> _slabs = [];
    private readonly nint _blockBytes;
    private nint _taken;
    private nint _next;
    private nint _end;

    /// <param name="blockBytes">Bytes of a block, a multiple of 64.</param>
    public SlabMemory(nint blockBytes)
    {
        if (blockBytes <= 0 || blockBytes % LineBytes != 0)
        {
            throw new ArgumentException($"A block has a multiple of {LineBytes} bytes, not {blockBytes}.", nameof(blockBytes));
        }

        _blockBytes = blockBytes;
    }

    /// <summary>Bytes of all blocks taken.</summary>
    public long Taken => _taken;

    /// <summary>A block, zeroed and 64-byte aligned, for as long as this object lives.</summary>
    public nint Take()
    {
        if (_next == _end)
        {
            AddSlab();
        }

        var block = _next;
        _next += _blockBytes;
        _taken += _blockBytes;
        NativeMemory.Clear((void*)block, (nuint)_blockBytes);
        return block;
    }

    // A quarter of what there is: a small model stays small, a large one has few slabs.
    private void AddSlab()
    {
        var length = Math.Max(1, Math.Min(_taken / 4, LargestSlab) / _blockBytes) * _blockBytes;
        var slab = GC.AllocateUninitializedArray<byte>(checked((int)(length + LineBytes)), pinned: true);
        _slabs.Add(slab);
        _next = RoundedUp((nint)Unsafe.AsPointer(ref slab[0]), LineBytes);
        _end = _next + length;
        var firstPage = RoundedUp(_next, SmallPageBytes);
        AskForHugePages(firstPage, (_end - firstPage) / SmallPageBytes * SmallPageBytes);
    }

    private static void AskForHugePages(nint address, nint bytes)
    {
        if (bytes > 0 && OperatingSystem.IsLinux())
        {
            try
            {
                _ = Advise(address, bytes, AdviseHugePages);
            }
            catch (DllNotFoundException)
            {
                // A C library of another name: speed only, as a refusal.
            }
        }
    }

    private static nint RoundedUp(nint value, int multiple) => (value + multiple - 1) / multiple * multiple;

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nint bytes, int advice);
}
