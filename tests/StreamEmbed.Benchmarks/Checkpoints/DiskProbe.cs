using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StreamEmbed.Benchmarks.Checkpoints;

/// <summary>What the disk and the kernel do by themselves. Linux.</summary>
internal static partial class DiskProbe
{
    private const int Block = 1 << 20;
    private const int DontNeed = 4;

    /// <summary>Writes so many bytes from one buffer, one after the other, and flushes them.</summary>
    public static TimeSpan Write(string path, long bytes)
    {
        var buffer = new byte[Block];
        new Random(1).NextBytes(buffer);
        var start = Stopwatch.GetTimestamp();
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            for (long at = 0; at < bytes; at += Block)
            {
                RandomAccess.Write(file, buffer.AsSpan(0, (int)Math.Min(Block, bytes - at)), at);
            }

            RandomAccess.FlushToDisk(file);
        }

        var took = Stopwatch.GetElapsedTime(start);
        File.Delete(path);
        return took;
    }

    /// <summary>Reads all files of a directory into one buffer, one after the other; from the disk, as far as the kernel can be made to forget them.</summary>
    public static TimeSpan Read(string directory)
    {
        Forget(directory);
        var buffer = new byte[Block];
        var start = Stopwatch.GetTimestamp();
        foreach (var path in Directory.EnumerateFiles(directory, "checkpoint-*"))
        {
            using var file = File.OpenHandle(path);
            for (long at = 0, read = 1; read > 0; at += read)
            {
                read = RandomAccess.Read(file, buffer, at);
            }
        }

        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Asks the kernel to drop its copies of all files of a directory.</summary>
    public static void Forget(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "checkpoint-*"))
        {
            using var file = File.OpenHandle(path);
            _ = Advise(file, 0, 0, DontNeed);
        }
    }

    /// <summary>Memory of this process that is in RAM.</summary>
    /// <param name="reset">Whether <see cref="PeakBytes"/> begins anew.</param>
    public static long ResidentBytes(bool reset)
    {
        if (reset)
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }

        return Status("VmRSS:");
    }

    public static long PeakBytes() => Status("VmHWM:");

    private static long Status(string name) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', '\t').First(word => word.Length > 0 && char.IsAsciiDigit(word[0])),
        CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}
