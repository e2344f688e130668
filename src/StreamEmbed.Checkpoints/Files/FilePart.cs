using StreamEmbed.State;

namespace StreamEmbed.Checkpoints.Files;

/// <summary>A section or table in a file, as the file's index names it.</summary>
/// <param name="Version">Of the form of its content.</param>
/// <param name="IsTable">A table's records, in the form of <see cref="TableChanges"/>; else a section.</param>
/// <param name="IsWhole">All of it is here; false for a table's changes.</param>
/// <param name="Begin">Where its first block begins, bytes from the file's beginning.</param>
/// <param name="FirstBlock">Which block of the file that is.</param>
/// <param name="Length">Bytes of content.</param>
/// <param name="Records">Records of a table.</param>
/// <param name="DeletedKeys">Deleted keys of a table.</param>
public sealed record FilePart(
    string Name,
    int Version,
    bool IsTable,
    bool IsWhole,
    long Begin,
    long FirstBlock,
    long Length,
    long Records,
    long DeletedKeys)
{
    /// <summary>The least number of bytes that a part takes in the index.</summary>
    private const int ShortestEntry = 4 + 4 + 1 + 1 + (5 * 8);

    internal static void WriteAll(StateWriter into, IReadOnlyList<FilePart> parts)
    {
        into.WriteInt32(parts.Count);
        foreach (var part in parts)
        {
            into.WriteString(part.Name);
            into.WriteInt32(part.Version);
            into.WriteBoolean(part.IsTable);
            into.WriteBoolean(part.IsWhole);
            into.WriteInt64(part.Begin);
            into.WriteInt64(part.FirstBlock);
            into.WriteInt64(part.Length);
            into.WriteInt64(part.Records);
            into.WriteInt64(part.DeletedKeys);
        }
    }

    /// <exception cref="StateFormatException">The index is damaged.</exception>
    internal static FilePart[] ReadAll(StateReader from)
    {
        var parts = new FilePart[from.ReadCount(ShortestEntry)];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = new FilePart(
                from.ReadString(),
                from.ReadInt32(),
                from.ReadBoolean(),
                from.ReadBoolean(),
                from.ReadInt64(),
                from.ReadInt64(),
                from.ReadInt64(),
                from.ReadInt64(),
                from.ReadInt64());
        }

        from.End();
        return parts;
    }
}
