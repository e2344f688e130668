using StreamEmbed.Checkpoints.Files;

namespace StreamEmbed.Checkpoints;

/// <summary>A file that a checkpoint needs, and how to know that it is the one that was written.</summary>
/// <param name="Number">The checkpoint that it was made for.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Salt">Drawn when it was written.</param>
public sealed record ManifestFile(long Number, StateFileKind Kind, long Length, uint Salt)
{
    public string Name => FileName.ToString();

    internal StateFileName FileName => new(Number, Kind);
}
