using StreamEmbed.Checkpoints.Files;
using StreamEmbed.State;

namespace StreamEmbed.Checkpoints;

/// <summary>The names in a directory of checkpoints.</summary>
internal static class CheckpointFiles
{
    /// <summary>Files that are ours and have their final name.</summary>
    public static List<StateFileName> List(string directory)
    {
        List<StateFileName> names = [];
        foreach (var path in Directory.Exists(directory) ? Directory.EnumerateFiles(directory) : [])
        {
            if (StateFileName.TryParse(Path.GetFileName(path), out var name))
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>Numbers of the checkpoints that have a manifest, whole or not; the newest first.</summary>
    public static IEnumerable<long> Manifests(IEnumerable<StateFileName> names) =>
        names.Where(name => name.Kind == StateFileKind.Manifest).Select(name => name.Number).OrderDescending();

    /// <summary>Manifests that can be read, the newest first; one that cannot be is no checkpoint to fall back on.</summary>
    public static IEnumerable<CheckpointManifest> ReadableManifests(string directory)
    {
        foreach (var number in Manifests(List(directory)))
        {
            CheckpointManifest? manifest = null;
            try
            {
                manifest = CheckpointManifest.Read(directory, number);
            }
            catch (Exception error) when (error is StateFormatException or StateRefusedException)
            {
            }

            if (manifest is not null)
            {
                yield return manifest;
            }
        }
    }

    /// <summary>Removes what a process left behind that died while it wrote: nothing refers to it, and it may be large.</summary>
    public static void RemoveUnfinished(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "*" + StateFileName.Temporary))
        {
            if (StateFileName.TryParse(Path.GetFileNameWithoutExtension(path), out _))
            {
                File.Delete(path);
            }
        }

        // Files of a checkpoint get their names before its manifest does. Whatever comes after the newest manifest never got one.
        var names = List(directory);
        var newest = Manifests(names).FirstOrDefault();
        foreach (var name in names.Where(name => name.Number > newest))
        {
            File.Delete(Path.Combine(directory, name.ToString()));
        }
    }
}
