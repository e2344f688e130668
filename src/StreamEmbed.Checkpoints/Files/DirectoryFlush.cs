using System.ComponentModel;
using System.Runtime.InteropServices;

namespace StreamEmbed.Checkpoints.Files;

/// <summary>Makes names durable: on Unix a rename is on the disk only when the directory itself was flushed, which .NET cannot do.</summary>
internal static partial class DirectoryFlush
{
    private const int ReadOnly = 0;

    /// <summary>Returns when all names in the directory are on the disk. On Windows, where the file system's journal does it, at once.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = Open(directory, ReadOnly);
        if (handle < 0)
        {
            throw Failure(directory);
        }

        try
        {
            if (Sync(handle) < 0)
            {
                throw Failure(directory);
            }
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static IOException Failure(string directory) =>
        new($"{directory} cannot be flushed to disk: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
