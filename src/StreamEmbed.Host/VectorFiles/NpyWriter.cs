using System.Globalization;
using System.Text;
using StreamEmbed.Client;

namespace StreamEmbed.Host.VectorFiles;

/// <summary>Writes NumPy's array file, version 1.0, and the ids beside it, one a line in the order of the rows.</summary>
internal static class NpyWriter
{
    private const int Alignment = 64;

    /// <summary>The array: float32[items × dimension], row by row.</summary>
    public static void WriteArray(Stream output, IReadOnlyList<ItemEmbedding> items, int dimension)
    {
        output.Write(Header(items.Count, dimension));
        var numbers = new byte[dimension * sizeof(float)];
        foreach (var item in items)
        {
            LittleEndian.Write(item.Vector, numbers);
            output.Write(numbers);
        }
    }

    /// <summary>The ids, one a line.</summary>
    public static void WriteIds(Stream output, IReadOnlyList<ItemEmbedding> items)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        foreach (var item in items)
        {
            text.WriteLine(WritableId.Check(item.Id, VectorFileFormat.Npy));
        }
    }

    // Magic, version, length of what follows, a Python dictionary, blanks up to a multiple of 64 with a line feed at the end.
    private static byte[] Header(int rows, int dimension)
    {
        ReadOnlySpan<byte> magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];
        var dictionary = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {dimension}), }}");
        var before = magic.Length + sizeof(ushort);
        var total = (before + dictionary.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var header = new byte[total];
        header.AsSpan().Fill((byte)' ');
        magic.CopyTo(header);
        header[magic.Length] = (byte)((total - before) & 0xff);
        header[magic.Length + 1] = (byte)((total - before) >> 8);
        Encoding.ASCII.GetBytes(dictionary, header.AsSpan(before));
        header[^1] = (byte)'\n';
        return header;
    }
}
