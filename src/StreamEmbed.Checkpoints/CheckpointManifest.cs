using StreamEmbed.Checkpoints.Files;
using StreamEmbed.State;

namespace StreamEmbed.Checkpoints;

/// <summary>What a checkpoint consists of. Its file is written last: with it the checkpoint exists, without it none of it does.</summary>
/// <param name="Number">Rises from one to the next, with gaps, and never comes twice.</param>
/// <param name="CreatedMs">When it was written, Unix milliseconds.</param>
/// <param name="Program">The version of the program that wrote it.</param>
/// <param name="State">The file of its sections.</param>
/// <param name="Chain">The files of its tables: whole ones first, then changes, the oldest first.</param>
public sealed record CheckpointManifest(long Number, long CreatedMs, string Program, ManifestFile State, IReadOnlyList<ManifestFile> Chain)
{
    private const string Section = "manifest";
    private const int Version = 1;
    private const int FileBytes = 8 + 4 + 8 + 4;

    internal StateFileName FileName => new(Number, StateFileKind.Manifest);

    internal IEnumerable<ManifestFile> Files => [State, .. Chain];

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="StateFormatException">It is missing or damaged.</exception>
    /// <exception cref="StateRefusedException">It is of a form that this program does not know.</exception>
    internal static CheckpointManifest Read(string directory, long number)
    {
        using var file = new StateFileReader(directory, new StateFileName(number, StateFileKind.Manifest));
        var part = file.Find(Section) ?? throw new StateFormatException($"{file.Name} names no files.");
        var content = file.ReadSection(part);
        content.RequireVersion(Version, Version);
        var created = content.ReadInt64();
        var program = content.ReadString();
        var files = new ManifestFile[content.ReadCount(FileBytes)];
        for (var i = 0; i < files.Length; i++)
        {
            files[i] = new ManifestFile(content.ReadInt64(), (StateFileKind)content.ReadInt32(), content.ReadInt64(), content.ReadUInt32());
        }

        content.End();
        return files.Length > 1
            ? new CheckpointManifest(number, created, program, files[0], files[1..])
            : throw new StateFormatException($"{file.Name} names too few files.");
    }

    internal StateSection ToSection()
    {
        var content = new StateWriter();
        content.WriteInt64(CreatedMs);
        content.WriteString(Program);
        content.WriteInt32(1 + Chain.Count);
        foreach (var file in Files)
        {
            content.WriteInt64(file.Number);
            content.WriteInt32((int)file.Kind);
            content.WriteInt64(file.Length);
            content.WriteUInt32(file.Salt);
        }

        return new StateSection(Section, Version, content);
    }
}
