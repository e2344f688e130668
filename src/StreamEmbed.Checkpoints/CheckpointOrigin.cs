using System.Globalization;
using StreamEmbed.Checkpoints.Files;

namespace StreamEmbed.Checkpoints;

/// <summary>The checkpoint of another directory that the checkpoints of this one build on, so that the same start may be asked for again.</summary>
/// <param name="Number">Its number there.</param>
/// <param name="Salt">Drawn when its sections were written: no other checkpoint of that number has it.</param>
internal sealed record CheckpointOrigin(long Number, uint Salt)
{
    private const string File = "origin";

    public static CheckpointOrigin Of(CheckpointManifest manifest) => new(manifest.Number, manifest.State.Salt);

    public bool IsOf(CheckpointManifest manifest) => this == Of(manifest);

    /// <summary>Reads what a directory notes; null when it notes nothing that makes sense.</summary>
    public static CheckpointOrigin? Read(string directory)
    {
        var path = Path.Combine(directory, File);
        var words = System.IO.File.Exists(path) ? System.IO.File.ReadAllText(path).Split(' ', StringSplitOptions.TrimEntries) : [];
        return words.Length == 2
            && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && uint.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var salt)
            ? new CheckpointOrigin(number, salt)
            : null;
    }

    /// <summary>Notes it. A crash on the way leaves no note, or half of one: the next start then does the same again, for there is no checkpoint yet.</summary>
    public void Write(string directory)
    {
        System.IO.File.WriteAllText(Path.Combine(directory, File), string.Create(CultureInfo.InvariantCulture, $"{Number} {Salt}\n"));
        DirectoryFlush.Flush(directory);
    }
}
