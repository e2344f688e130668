using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Checkpoints;
using StreamEmbed.Host.Commands;
using StreamEmbed.Pipeline.Checkpoints;
using StreamEmbed.Ports;
using StreamEmbed.State;
using StreamEmbed.Training;
using StreamEmbed.Users;

namespace StreamEmbed.Host.Checkpointing;

/// <summary>Where a training leaves its model for a service to go on from. Held from before the training, so that it is not in vain.</summary>
internal sealed class WarmStartDirectory : IDisposable
{
    private readonly CheckpointDirectory _directory;

    private WarmStartDirectory(CheckpointDirectory directory) => _directory = directory;

    /// <summary>Takes the directory; it may hold what earlier trainings left, but nothing of a service.</summary>
    /// <exception cref="CheckpointException">A process has it, it cannot be written, or nothing in it can be used.</exception>
    /// <exception cref="CommandFailedException">It holds the state of a service, which would be lost.</exception>
    public static WarmStartDirectory Open(CheckpointOptions options, TimeProvider clock)
    {
        var directory = new CheckpointDirectory(options.Directory, options.Keep, NoFaults.Instance, clock, NullLogger<CheckpointDirectory>.Instance);
        try
        {
            return directory.Restore(SavedPositions.Restore) is { Restored.Count: > 0 }
                ? throw new CommandFailedException(
                    $"Checkpoint:Directory {options.Directory} holds the state of a service, which a training would replace: name another one, or move it away. "
                    + "Checkpoint:Every=0 trains without keeping the model.")
                : new WarmStartDirectory(directory);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Writes the model.</summary>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public CheckpointReceipt Write(ItemEmbeddings model, UserHistories histories)
    {
        using var save = new StateSave(isWhole: true);
        WarmStart.Save(model, histories, save);
        return _directory.Write(save);
    }

    public void Dispose() => _directory.Dispose();
}
