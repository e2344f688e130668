using StreamEmbed.Client;

namespace StreamEmbed.Host.VectorFiles;

/// <summary>Writes the items of a view to files, each whole or not at all.</summary>
internal static class VectorFileSet
{
    private const string NpyExtension = ".npy";
    private const string TsvExtension = ".tsv";

    /// <summary>The most frequent first, as word2vec has it; the same items give the same bytes.</summary>
    public static IReadOnlyList<ItemEmbedding> Sort(IEnumerable<ItemEmbedding> items) =>
        [.. items.OrderByDescending(item => item.Count).ThenBy(item => item.Id, StringComparer.Ordinal)];

    /// <summary>Writes them; files of the same names are replaced.</summary>
    /// <param name="path">The file of the vectors.</param>
    /// <returns>The files written.</returns>
    /// <exception cref="VectorFileException">The format cannot hold an id.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static IReadOnlyList<string> Write(VectorFileFormat format, string path, IReadOnlyList<ItemEmbedding> items, int dimension) => format switch
    {
        VectorFileFormat.Word2VecText => WriteAll((path, output => Word2VecWriter.WriteText(output, items, dimension))),
        VectorFileFormat.Word2VecBinary => WriteAll((path, output => Word2VecWriter.WriteBinary(output, items, dimension))),
        VectorFileFormat.Npy => WriteAll(
            (path, output => NpyWriter.WriteArray(output, items, dimension)),
            (Beside(path, NpyExtension, ".ids.txt"), output => NpyWriter.WriteIds(output, items))),
        VectorFileFormat.Projector => WriteAll(
            (path, output => ProjectorWriter.WriteVectors(output, items)),
            (Beside(path, TsvExtension, ".metadata.tsv"), output => ProjectorWriter.WriteMetadata(output, items))),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    // Under their names only when all are complete: nobody should load half of them.
    private static List<string> WriteAll(params (string Path, Action<Stream> Write)[] files)
    {
        var parts = files.Select(file => file.Path + ".part").ToList();
        try
        {
            for (var i = 0; i < files.Length; i++)
            {
                using var output = new BufferedStream(File.Create(parts[i]), 1 << 16);
                files[i].Write(output);
            }

            for (var i = 0; i < files.Length; i++)
            {
                File.Move(parts[i], files[i].Path, overwrite: true);
            }
        }
        finally
        {
            parts.ForEach(File.Delete);
        }

        return [.. files.Select(file => file.Path)];
    }

    private static string Beside(string path, string extension, string other) =>
        (path.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? path[..^extension.Length] : path) + other;
}
