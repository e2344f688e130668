using System.Globalization;
using System.Text;
using StreamEmbed.Client;

namespace StreamEmbed.Host.VectorFiles;

/// <summary>Writes the two files that the embedding projector (projector.tensorflow.org) loads.</summary>
internal static class ProjectorWriter
{
    /// <summary>Vectors, tab-separated, without a header.</summary>
    public static void WriteVectors(Stream output, IReadOnlyList<ItemEmbedding> items)
    {
        using var text = Text(output);
        foreach (var item in items)
        {
            for (var d = 0; d < item.Vector.Length; d++)
            {
                text.Write(d == 0 ? "" : "\t");
                text.Write(item.Vector[d].ToString("R", CultureInfo.InvariantCulture));
            }

            text.WriteLine();
        }
    }

    /// <summary>Ids and counts, with a header, as the projector wants it where there is more than one column.</summary>
    public static void WriteMetadata(Stream output, IReadOnlyList<ItemEmbedding> items)
    {
        using var text = Text(output);
        text.WriteLine("item\tcount");
        foreach (var item in items)
        {
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{WritableId.Check(item.Id, VectorFileFormat.Projector)}\t{item.Count}"));
        }
    }

    private static StreamWriter Text(Stream output) => new(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
}
