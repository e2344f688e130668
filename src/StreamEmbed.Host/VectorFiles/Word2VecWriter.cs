using System.Globalization;
using System.Text;
using StreamEmbed.Client;

namespace StreamEmbed.Host.VectorFiles;

/// <summary>Writes the formats of the original word2vec program, which gensim's KeyedVectors and many others load.</summary>
internal static class Word2VecWriter
{
    /// <summary>The text form; numbers are the shortest that read back to the same float.</summary>
    public static void WriteText(Stream output, IReadOnlyList<ItemEmbedding> items, int dimension)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{items.Count} {dimension}"));
        foreach (var item in items)
        {
            text.Write(WritableId.Check(item.Id, VectorFileFormat.Word2VecText));
            foreach (var number in item.Vector)
            {
                text.Write(' ');
                text.Write(number.ToString("R", CultureInfo.InvariantCulture));
            }

            text.WriteLine();
        }
    }

    /// <summary>The binary form.</summary>
    public static void WriteBinary(Stream output, IReadOnlyList<ItemEmbedding> items, int dimension)
    {
        output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{items.Count} {dimension}\n")));
        var numbers = new byte[(dimension * sizeof(float)) + 1];
        numbers[^1] = (byte)'\n';
        foreach (var item in items)
        {
            output.Write(Encoding.UTF8.GetBytes(WritableId.Check(item.Id, VectorFileFormat.Word2VecBinary)));
            output.WriteByte((byte)' ');
            LittleEndian.Write(item.Vector, numbers);
            output.Write(numbers);
        }
    }
}
