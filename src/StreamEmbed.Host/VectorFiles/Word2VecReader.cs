using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace StreamEmbed.Host.VectorFiles;

/// <summary>Reads the formats of the original word2vec program, vector by vector, whatever program wrote them.</summary>
/// <remarks>Used by one thread. Everything wrong is one sentence with file and vector; a count that promises more than the file holds allocates nothing.</remarks>
internal sealed class Word2VecReader : IDisposable
{
    private const int LongestLine = 1 << 24;
    private const int LongestId = 1 << 16;
    private const int MaxDimension = 4_096;

    private readonly string _path;
    private readonly VectorFileFormat _format;
    private readonly BufferedStream _input;
    private readonly List<byte> _bytes = [];

    private Word2VecReader(string path, VectorFileFormat format)
    {
        (_path, _format) = (path, format);
        _input = new BufferedStream(File.OpenRead(path), 1 << 16);
        try
        {
            (Count, Dimension) = ReadHead();
        }
        catch
        {
            _input.Dispose();
            throw;
        }
    }

    /// <summary>Vectors that the file says it holds.</summary>
    public long Count { get; }

    /// <summary>Numbers in each.</summary>
    public int Dimension { get; }

    /// <exception cref="VectorFileException">The file does not begin as this format does.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Word2VecReader Open(string path, VectorFileFormat format) => new(path, format);

    /// <summary>The vectors in the file's order.</summary>
    /// <exception cref="VectorFileException">A vector cannot be read, or the file has more or fewer than it says.</exception>
    public IEnumerable<NamedVector> Read()
    {
        for (var number = 1L; number <= Count; number++)
        {
            yield return _format == VectorFileFormat.Word2VecText ? ReadLine(number) : ReadBinary(number);
        }

        int left;
        while ((left = _input.ReadByte()) is '\n' or '\r')
        {
        }

        if (left >= 0)
        {
            throw Fault($"there is more after the {Count} vectors that its first line promises");
        }
    }

    public void Dispose() => _input.Dispose();

    private (long Count, int Dimension) ReadHead()
    {
        var head = TryReadUntil((byte)'\n', 100) ? Text(_bytes) : "";
        var words = head.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length != 2
            || !long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var dimension)
            || dimension is 0 or > MaxDimension)
        {
            throw Fault("its first line must be the number of vectors and their dimension, for example '71291 200'");
        }

        return (count, dimension);
    }

    private NamedVector ReadLine(long number)
    {
        if (!TryReadUntil((byte)'\n', LongestLine) && _bytes.Count == 0)
        {
            throw Ends(number);
        }

        var words = Text(_bytes).TrimEnd('\r', ' ').Split(' ');
        if (words.Length != Dimension + 1 || words[0].Length == 0)
        {
            throw Fault($"vector {number} has {Math.Max(0, words.Length - 1)} numbers where {Dimension} were promised");
        }

        var vector = new float[Dimension];
        for (var d = 0; d < Dimension; d++)
        {
            if (!float.TryParse(words[d + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out vector[d]))
            {
                throw Fault($"number {d + 1} of '{words[0]}' is '{words[d + 1]}'");
            }
        }

        return Checked(words[0], vector);
    }

    private NamedVector ReadBinary(long number)
    {
        if (!TryReadUntil((byte)' ', LongestId))
        {
            throw _bytes.Count < LongestId ? Ends(number) : Fault($"vector {number} has no blank after its id: is the file of another format?");
        }

        // The original program ends each vector with a line feed, gensim does not.
        var id = Text(_bytes).TrimStart('\n');
        var bytes = new byte[Dimension * sizeof(float)];
        if (_input.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw Ends(number);
        }

        var vector = new float[Dimension];
        LittleEndian.Read(bytes, vector);
        return Checked(id, vector);
    }

    private NamedVector Checked(string id, float[] vector) => vector.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue)
        ? throw Fault($"'{id}' has a number that is not finite")
        : new NamedVector(id, vector);

    // False at the end of the file, or when it is longer than anything sensible.
    private bool TryReadUntil(byte end, int longest)
    {
        _bytes.Clear();
        int next;
        while ((next = _input.ReadByte()) >= 0 && next != end && _bytes.Count < longest)
        {
            _bytes.Add((byte)next);
        }

        return next == end;
    }

    private static string Text(List<byte> bytes) => Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(bytes));

    private VectorFileException Ends(long number) => Fault($"it ends in vector {number} of the {Count} that its first line promises");

    private VectorFileException Fault(string what) => new($"{_path} cannot be read: {what}.");
}
