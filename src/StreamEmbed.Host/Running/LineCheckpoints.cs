using Microsoft.Extensions.Logging;
using StreamEmbed.Checkpoints;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Pipeline.Checkpoints;
using StreamEmbed.Ports;
using StreamEmbed.State;

namespace StreamEmbed.Host.Running;

/// <summary>The directory of checkpoints that a line has for itself, and what it goes on from.</summary>
internal sealed class LineCheckpoints : IDisposable
{
    private readonly CheckpointDirectory _directory;

    private LineCheckpoints(CheckpointDirectory directory, CheckpointStore store, RestoredLine? restored)
    {
        _directory = directory;
        Store = store;
        Restored = restored;
    }

    public CheckpointStore Store { get; }

    /// <summary>The newest whole checkpoint, read and checked; null when there is none yet.</summary>
    public RestoredLine? Restored { get; }

    /// <summary>Takes the directory and reads what is in it.</summary>
    /// <exception cref="CheckpointException">Another process has it, it cannot be written, or nothing in it can be used.</exception>
    /// <exception cref="StateRefusedException">The newest checkpoint is not for this program or these options.</exception>
    public static LineCheckpoints Open(StreamEmbedOptions options, IFaultPoints faults, TimeProvider clock, ILoggerFactory loggers)
    {
        var directory = new CheckpointDirectory(
            options.Checkpoint.Directory, options.Checkpoint.Keep, faults, clock, loggers.CreateLogger<CheckpointDirectory>());
        try
        {
            var found = Restore(directory, options, loggers.CreateLogger<CheckpointDirectory>());
            if (found is { Restored.IsAdapted: true })
            {
                directory.BeginAnew();
            }

            var store = new CheckpointStore(directory, found?.Damaged ?? 0, clock, loggers.CreateLogger<CheckpointStore>());
            return new LineCheckpoints(directory, store, found?.Restored);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>Goes on from the directory's own newest checkpoint, or, in an empty one, from a checkpoint made elsewhere.</summary>
    private static (RestoredLine Restored, CheckpointManifest From, int Damaged)? Restore(CheckpointDirectory directory, StreamEmbedOptions options, ILogger log)
    {
        RestoredLine Read(ISavedState saved) => RestoredLine.From(saved, options.OfLine());
        if (options.Checkpoint.From is not { } from || IsSame(from, options.Checkpoint.Directory))
        {
            return directory.Restore(Read);
        }

        if (!directory.IsEmpty)
        {
            return directory.ComesFrom(from)
                ? directory.Restore(Read)
                : throw new CheckpointException(
                    $"Checkpoint:Directory {options.Checkpoint.Directory} holds checkpoints already, which do not come from those in {from}: "
                    + "leave --from away to go on from them, or name an empty directory.");
        }

        var found = CheckpointFinder.Restore(from, Read, log) ?? throw new CheckpointException($"There is no checkpoint in {from}.");
        directory.BeginFrom(found.From);
        return found;
    }

    private static bool IsSame(string one, string other) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(one)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(other));
}
