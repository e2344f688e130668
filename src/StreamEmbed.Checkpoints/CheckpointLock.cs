namespace StreamEmbed.Checkpoints;

/// <summary>One process writes to a directory. The lock is the kernel's: it ends with the process, however that ends.</summary>
internal sealed class CheckpointLock : IDisposable
{
    private const string LockFile = "lock";
    private const string OwnerFile = "owner";

    // EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows: .NET has no name for them.
    private static readonly int[] InUse = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private CheckpointLock(FileStream file) => _file = file;

    /// <exception cref="CheckpointException">Another process holds it, or the directory cannot be written.</exception>
    public static CheckpointLock Acquire(string directory)
    {
        try
        {
            var held = new FileStream(Path.Combine(directory, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            // Beside the lock, because on Unix a locked file cannot be read by others.
            File.WriteAllText(Path.Combine(directory, OwnerFile), $"{Environment.ProcessId} {Environment.MachineName}\n");
            return new CheckpointLock(held);
        }
        catch (IOException error) when (InUse.Contains(error.HResult))
        {
            throw new CheckpointException(
                $"{directory} is in use by process {Owner(directory)}. A directory of checkpoints belongs to one running service: "
                + "stop that one, or set Checkpoint:Directory to another.",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"Checkpoint:Directory {directory} cannot be written: {error.Message}", error);
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Owner(string directory)
    {
        try
        {
            var words = File.ReadAllText(Path.Combine(directory, OwnerFile)).Split(' ', StringSplitOptions.TrimEntries);
            return words.Length == 2 ? $"{words[0]} on {words[1]}" : "of unknown number";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "of unknown number";
        }
    }
}
