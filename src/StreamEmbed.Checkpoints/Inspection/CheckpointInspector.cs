using StreamEmbed.State;

namespace StreamEmbed.Checkpoints.Inspection;

/// <summary>Reads all that is in a directory of checkpoints and compares all sums. Takes no lock and changes nothing.</summary>
/// <remarks>
/// A running service may write and remove checkpoints meanwhile. One that is removed while it is read is left out; its files that
/// were open stay readable. Memory: a block, and what <c>read</c> makes.
/// </remarks>
public static class CheckpointInspector
{
    // A service that keeps few checkpoints and writes one after the other may remove what was just listed, but not every time.
    private const int Tries = 10;

    /// <summary>Inspects a directory.</summary>
    /// <param name="directory">Where the checkpoints are.</param>
    /// <param name="read">Makes something of the newest whole one; may throw <see cref="StateFormatException"/>.</param>
    /// <exception cref="CheckpointException">There is no directory, or no checkpoint in it.</exception>
    public static Inspection<T> Inspect<T>(string directory, Func<ISavedState, T> read)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(read);
        for (var left = Tries; left > 0; left--)
        {
            var numbers = Numbers(directory);
            var inspection = Inspect(directory, numbers, read);
            if (inspection.Checkpoints.Count > 0)
            {
                return inspection;
            }
        }

        throw new CheckpointException($"The checkpoints in {directory} were removed while they were read, {Tries} times in a row: inspect a copy.");
    }

    private static List<long> Numbers(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new CheckpointException($"There is no directory {directory}.");
        }

        List<long> numbers = [.. CheckpointFiles.Manifests(CheckpointFiles.List(directory))];
        return numbers.Count > 0 ? numbers : throw new CheckpointException($"There is no checkpoint in {directory}.");
    }

    private static Inspection<T> Inspect<T>(string directory, List<long> numbers, Func<ISavedState, T> read)
        where T : class
    {
        List<InspectedCheckpoint> checkpoints = [];
        Dictionary<ManifestFile, InspectedFile> known = [];
        (InspectedCheckpoint? newest, T? content) = (null, null);
        foreach (var number in numbers)
        {
            using var opened = OpenedCheckpoint.Open(directory, number);
            if (opened is null)
            {
                continue;
            }

            var found = opened.Check(known);
            if (newest is null && found.IsWhole)
            {
                try
                {
                    content = read(opened.Whole());
                    newest = found;
                }
                catch (Exception fault) when (fault is StateFormatException or StateRefusedException)
                {
                    found = found with { Damage = fault.Message };
                }
            }

            checkpoints.Add(found);
        }

        return new Inspection<T>(checkpoints, newest, content);
    }
}
