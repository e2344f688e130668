using Microsoft.Extensions.Logging;
using StreamEmbed.Checkpoints;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Pipeline.Checkpoints;
using StreamEmbed.Ports;

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
    /// <exception cref="State.StateRefusedException">The newest checkpoint is not for this program or these options.</exception>
    public static LineCheckpoints Open(StreamEmbedOptions options, IFaultPoints faults, TimeProvider clock, ILoggerFactory loggers)
    {
        var directory = new CheckpointDirectory(
            options.Checkpoint.Directory, options.Checkpoint.Keep, faults, clock, loggers.CreateLogger<CheckpointDirectory>());
        try
        {
            var found = directory.Restore(saved => RestoredLine.From(saved, options.OfLine()));
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
}
