using Microsoft.Extensions.Logging;
using StreamEmbed.State;

namespace StreamEmbed.Checkpoints;

/// <summary>Finds the newest checkpoint that can be used.</summary>
public static partial class CheckpointFinder
{
    /// <summary>Restores from the newest checkpoint that is whole; one that proves to be damaged, even half-way, gives way to the one before.</summary>
    /// <param name="directory">Where checkpoints are; it may be another's, and is only read.</param>
    /// <param name="restore">Makes something new of the saved state; is called again with an older one after a <see cref="StateFormatException"/>.</param>
    /// <param name="log">Is told of every checkpoint passed over.</param>
    /// <returns>What was restored, from which, and how many were passed over; null when there is no checkpoint.</returns>
    /// <exception cref="CheckpointException">There are checkpoints, but none can be used.</exception>
    /// <exception cref="StateRefusedException">The newest whole one is not for this program or these options.</exception>
    public static (T Restored, CheckpointManifest From, int Damaged)? Restore<T>(string directory, Func<ISavedState, T> restore, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(restore);
        List<string> faults = [];
        foreach (var number in CheckpointFiles.Manifests(CheckpointFiles.List(directory)))
        {
            try
            {
                using var checkpoint = new Checkpoint(directory, number);
                var restored = restore(checkpoint);
                LogUsed(log, number, directory);
                return (restored, checkpoint.Manifest, faults.Count);
            }
            catch (StateFormatException damage)
            {
                faults.Add($"{number}: {damage.Message}");
                LogDamaged(log, number, directory, damage.Message);
            }
        }

        return faults.Count == 0
            ? null
            : throw new CheckpointException(
                $"No checkpoint in {directory} can be used. {string.Join(' ', faults)} Put a copy in its place, or move the directory "
                + "away to train again from the beginning of the log.");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Going on from checkpoint {Number} in {Directory}.")]
    private static partial void LogUsed(ILogger log, long number, string directory);

    [LoggerMessage(Level = LogLevel.Error, Message = "Checkpoint {Number} in {Directory} is damaged, so the one before it is used: {Damage}")]
    private static partial void LogDamaged(ILogger log, long number, string directory, string damage);
}
