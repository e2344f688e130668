using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamEmbed.Training;

/// <summary>Zeroed memory for rows, taken piece by piece out of large slabs that never move. Single owner.</summary>
/// <remarks>
/// Rows are read in no order, so most of their addresses miss the processor's table of 4 KB pages. Slabs therefore begin and end
/// with 2 MB pages and ask Linux to use them (the usual setting is to do so only where asked); where it does not, nothing is lost.
/// The slabs are of the pinned heap: nothing has to be freed, and no finalizer can run before the last pointer was used.
/// </remarks>
internal sealed unsafe partial class RowMemory
{
    private const int PageBytes = 2 << 20;
    private const int LineBytes = 64;
    private const int LargestSlab = 32 << 20;
    private const int AdviseHugePages = 14;

    private readonly List<byte[]> _slabs = [];
    private nint _taken;
    private nint _next;
    private nint _end;

    /// <summary>So many bytes, zeroed and 64-byte aligned, for as long as this object lives.</summary>
    public nint Take(nint bytes)
    {
        if (_next + bytes > _end)
        {
            AddSlab(bytes);
        }

        var taken = _next;
        _next = RoundedUp(_next + bytes, LineBytes);
        _taken += bytes;
        return taken;
    }

    // Each slab is as large as all before it, so a small model stays small and a large one has few slabs.
    private void AddSlab(nint bytes)
    {
        var length = RoundedUp(Math.Max(bytes, Math.Min(_taken, LargestSlab)), PageBytes);
        var slab = GC.AllocateArray<byte>(checked((int)(length + PageBytes)), pinned: true);
        _slabs.Add(slab);
        _next = RoundedUp((nint)Unsafe.AsPointer(ref slab[0]), PageBytes);
        _end = _next + length;
        AskForHugePages(_next, length);
    }

    private static void AskForHugePages(nint address, nint bytes)
    {
        if (OperatingSystem.IsLinux())
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
