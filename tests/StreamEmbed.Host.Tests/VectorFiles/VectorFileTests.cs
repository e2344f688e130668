using System.Buffers.Binary;
using System.Text;
using StreamEmbed.Client;
using StreamEmbed.Events;
using StreamEmbed.Host.VectorFiles;
using StreamEmbed.Serving;

namespace StreamEmbed.Host.Tests.VectorFiles;

public sealed class VectorFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamembed-vectors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_SortsByCountAndWritesShortestNumbers_WhenTheFormatIsWord2VecText()
    {
        Write(VectorFileFormat.Word2VecText, "items.txt", Row("b", 2, 0.1f, -1), Row("größe", 9, 1e-8f, float.MaxValue), Row("a", 2, 1, 2));

        Assert.Equal("3 2\ngröße 1E-08 3.4028235E+38\na 1 2\nb 0.1 -1\n", Text("items.txt"));
    }

    [Fact]
    public void Write_WritesLittleEndianFloats_WhenTheFormatIsWord2VecBinary()
    {
        Write(VectorFileFormat.Word2VecBinary, "items.bin", Row("a", 1, 1, -2.5f));

        Assert.Equal([.. "1 2\na "u8, 0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0, (byte)'\n'], Bytes("items.bin"));
    }

    [Fact]
    public void Write_WritesNumPysArrayAndTheIdsBesideIt_WhenTheFormatIsNpy()
    {
        Write(VectorFileFormat.Npy, "items.npy", Row("a b", 1, 1, -2.5f), Row("c", 3, 0, 4));

        var bytes = Bytes("items.npy");
        var header = Encoding.Latin1.GetString(bytes, 10, 118);
        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0, 118, 0], bytes[..10]);
        Assert.Equal("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", header.TrimEnd());
        Assert.EndsWith(" \n", header, StringComparison.Ordinal);
        Assert.Equal([0f, 4f, 1f, -2.5f], Enumerable.Range(0, 4).Select(i => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(128 + (4 * i)))));
        Assert.Equal(128 + 16, bytes.Length);
        Assert.Equal("c\na b\n", Text("items.ids.txt"));
    }

    [Fact]
    public void Write_WritesVectorsAndMetadata_WhenTheFormatIsProjector()
    {
        Write(VectorFileFormat.Projector, "items.tsv", Row("a b", 1, 1, -2.5f), Row("c", 3, 0, 4));

        Assert.Equal("0\t4\n1\t-2.5\n", Text("items.tsv"));
        Assert.Equal("item\tcount\nc\t3\na b\t1\n", Text("items.metadata.tsv"));
    }

    [Theory]
    [InlineData(VectorFileFormat.Word2VecText, "red shoe", "Item 'red shoe' has a blank or a line end in its id, which this format cannot hold: --format npy can.")]
    [InlineData(VectorFileFormat.Word2VecBinary, "red\tshoe", "Item 'red\tshoe' has a blank or a line end in its id, which this format cannot hold: --format npy can.")]
    [InlineData(VectorFileFormat.Npy, "red\nshoe", "Item 'red\\nshoe' has a line end in its id, which this format cannot hold: read the serving topic instead.")]
    [InlineData(VectorFileFormat.Projector, "red\tshoe", "Item 'red\tshoe' has a tab or a line end in its id, which this format cannot hold: read the serving topic instead.")]
    public void Write_LeavesEverythingAsItWas_WhenTheFormatCannotHoldAnId(VectorFileFormat format, string id, string sentence)
    {
        File.WriteAllText(At("items"), "older");

        var thrown = Assert.Throws<VectorFileException>(() => Write(format, "items", Row("a", 2, 1), Row(id, 1, 1)));

        Assert.Equal(sentence, thrown.Message);
        Assert.Equal("older", Text("items"));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(VectorFileFormat.Word2VecText)]
    [InlineData(VectorFileFormat.Word2VecBinary)]
    public void Read_GivesTheSameBits_WhenItReadsWhatWasWritten(VectorFileFormat format)
    {
        var random = new Random(7);
        var rows = Enumerable.Range(0, 300).Select(i => Row("größe/" + i, 1000 - i, [.. Enumerable.Range(0, 20).Select(_ => Any(random))])).ToArray();
        Write(format, "items", rows);

        using var reader = Word2VecReader.Open(At("items"), format);
        var read = reader.Read().ToList();

        Assert.Equal((300L, 20), (reader.Count, reader.Dimension));
        Assert.Equal(rows.Select(row => row.Item.Value), read.Select(vector => vector.Id));
        Assert.Equal(rows.SelectMany(row => row.Vector.Select(BitConverter.SingleToInt32Bits)), read.SelectMany(vector => vector.Vector.Select(BitConverter.SingleToInt32Bits)));
    }

    [Fact]
    public void Read_TakesVectorsWithoutLineFeedsBetween_AsGensimWritesThem()
    {
        File.WriteAllBytes(At("items"), [.. "2 1\na "u8, 0, 0, 0x80, 0x3f, .. "b "u8, 0, 0, 0, 0x40]);

        using var reader = Word2VecReader.Open(At("items"), VectorFileFormat.Word2VecBinary);

        Assert.Equal([("a", 1f), ("b", 2f)], reader.Read().Select(vector => (vector.Id, vector.Vector[0])));
    }

    [Theory]
    [InlineData("", "its first line must be the number of vectors and their dimension, for example '71291 200'")]
    [InlineData("a 1 2\n", "its first line must be the number of vectors and their dimension, for example '71291 200'")]
    [InlineData("1 0\n", "its first line must be the number of vectors and their dimension, for example '71291 200'")]
    [InlineData("2 2\na 1 2\n", "it ends in vector 2 of the 2 that its first line promises")]
    [InlineData("1 2\na 1 2\nb 3 4\n", "there is more after the 1 vectors that its first line promises")]
    [InlineData("1 2\na 1\n", "vector 1 has 1 numbers where 2 were promised")]
    [InlineData("1 2\nred shoe 1 2\n", "vector 1 has 3 numbers where 2 were promised")]
    [InlineData("1 2\na 1 x\n", "number 2 of 'a' is 'x'")]
    [InlineData("1 2\na 1 NaN\n", "'a' has a number that is not finite")]
    public void Read_NamesFileAndPlace_WhenTheTextIsDamaged(string text, string fault)
    {
        File.WriteAllText(At("items"), text);

        Assert.Equal($"{At("items")} cannot be read: {fault}.", Assert.Throws<VectorFileException>(() => ReadAll(VectorFileFormat.Word2VecText)).Message);
    }

    [Fact]
    public void Read_NamesFileAndPlace_WhereverABinaryFileIsCut()
    {
        Write(VectorFileFormat.Word2VecBinary, "items", Row("a", 2, 1, 2), Row("b", 1, 3, 4));
        var whole = Bytes("items");

        // The last byte is a line feed that gensim does not write.
        for (var length = 0; length < whole.Length - 1; length++)
        {
            File.WriteAllBytes(At("items"), whole[..length]);
            Assert.StartsWith($"{At("items")} cannot be read: ", Assert.Throws<VectorFileException>(() => ReadAll(VectorFileFormat.Word2VecBinary)).Message, StringComparison.Ordinal);
        }
    }

    private static float Any(Random random)
    {
        float value;
        do
        {
            value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
        }
        while (!float.IsFinite(value));

        return value;
    }

    private static ItemRow Row(string id, long count, params float[] vector) => new(new ItemId(id), vector, count, 0);

    private void Write(VectorFileFormat format, string name, params ItemRow[] rows)
    {
        var view = EmbeddingView.Of(new SnapshotFacts(1, rows[0].Vector.Length, "", default, default), rows, []);
        VectorFileSet.Write(format, At(name), VectorFileSet.Sort(view.Items), view.Snapshot.Dimension);
    }

    private List<NamedVector> ReadAll(VectorFileFormat format)
    {
        using var reader = Word2VecReader.Open(At("items"), format);
        return [.. reader.Read()];
    }

    private string At(string name) => Path.Combine(_folder, name);

    private string Text(string name) => File.ReadAllText(At(name));

    private byte[] Bytes(string name) => File.ReadAllBytes(At(name));
}
