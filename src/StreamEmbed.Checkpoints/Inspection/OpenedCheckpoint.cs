using StreamEmbed.Checkpoints.Files;
using StreamEmbed.State;

namespace StreamEmbed.Checkpoints.Inspection;

/// <summary>The files of a checkpoint that may be damaged, all opened before any is read: so they stay readable when they are removed.</summary>
internal sealed class OpenedCheckpoint : IDisposable
{
    private readonly long _number;
    private readonly InspectedFile _manifestFile;
    private readonly CheckpointManifest? _manifest;
    private readonly List<(ManifestFile File, StateFileReader? Reader, InspectedFile Found)> _files = [];

    private OpenedCheckpoint(long number, InspectedFile manifestFile, CheckpointManifest? manifest) =>
        (_number, _manifestFile, _manifest) = (number, manifestFile, manifest);

    /// <summary>Opens what can be opened.</summary>
    /// <returns>Null when the checkpoint was removed meanwhile.</returns>
    public static OpenedCheckpoint? Open(string directory, long number)
    {
        var name = new StateFileName(number, StateFileKind.Manifest);
        var path = Path.Combine(directory, name.ToString());
        var opened = new OpenedCheckpoint(number, ReadManifest(directory, name, out var manifest), manifest);
        foreach (var file in manifest?.Files ?? [])
        {
            opened._files.Add(OpenFile(directory, file));
        }

        // Manifests are removed before the files that they name: while there is one, what is missing is damage.
        if (File.Exists(path) || (manifest is not null && opened._files.TrueForAll(file => file.Reader is not null)))
        {
            return opened;
        }

        opened.Dispose();
        return null;
    }

    /// <summary>Compares all sums, of a file that was seen before not again.</summary>
    public InspectedCheckpoint Check(Dictionary<ManifestFile, InspectedFile> known)
    {
        List<InspectedFile> files = [_manifestFile];
        foreach (var (file, reader, found) in _files)
        {
            if (!known.TryGetValue(file, out var seen))
            {
                seen = found with { Damage = found.Damage ?? DamageOf(() => reader!.Check()) };
                known.Add(file, seen);
            }

            files.Add(seen);
        }

        return new InspectedCheckpoint(_number, _manifest?.CreatedMs, _manifest?.Program, files, null);
    }

    /// <summary>The checkpoint, when nothing of it is damaged. It ends with this object.</summary>
    public Checkpoint Whole() => new(_manifest!, [.. _files.Select(file => file.Reader!)]);

    public void Dispose() => _files.ForEach(file => file.Reader?.Dispose());

    private static InspectedFile ReadManifest(string directory, StateFileName name, out CheckpointManifest? manifest)
    {
        CheckpointManifest? read = null;
        var damage = DamageOf(() => read = CheckpointManifest.Read(directory, name.Number));
        manifest = read;
        return new InspectedFile(name.ToString(), name.Kind, LengthOf(directory, name.ToString()), damage);
    }

    private static (ManifestFile File, StateFileReader? Reader, InspectedFile Found) OpenFile(string directory, ManifestFile file)
    {
        StateFileReader? reader = null;
        var damage = DamageOf(() => reader = Checkpoint.Open(directory, file));
        return (file, reader, new InspectedFile(file.Name, file.Kind, reader?.Length ?? LengthOf(directory, file.Name), damage));
    }

    private static long LengthOf(string directory, string name)
    {
        var file = new FileInfo(Path.Combine(directory, name));
        return file.Exists ? file.Length : 0;
    }

    private static string? DamageOf(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (Exception fault) when (fault is StateFormatException or StateRefusedException or IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
    }
}
