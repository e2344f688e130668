using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using StreamEmbed.State;

namespace StreamEmbed.Checkpoints.Files;

/// <summary>Reads one file that a <see cref="StateFileWriter"/> wrote; every block is checked before a byte of it is used.</summary>
/// <remarks>One owner; several streams of its parts may be open at once.</remarks>
internal sealed class StateFileReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly StateFileHeader _header;

    /// <summary>Opens a file and reads its index.</summary>
    /// <param name="directory">Where it is.</param>
    /// <param name="name">What it is called, and should hold.</param>
    /// <exception cref="StateFormatException">It is missing, damaged, or another's.</exception>
    /// <exception cref="StateRefusedException">It is of a form that this program does not know.</exception>
    public StateFileReader(string directory, StateFileName name)
    {
        Name = name;
        try
        {
            _file = File.OpenHandle(Path.Combine(directory, name.ToString()), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            throw new StateFormatException($"{name} is missing.");
        }

        try
        {
            Length = RandomAccess.GetLength(_file);
            _header = ReadHeader();
            (Parts, IndexBegin, IndexBlock) = ReadIndex();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public StateFileName Name { get; }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    public uint Salt => _header.Salt;

    public IReadOnlyList<FilePart> Parts { get; }

    /// <summary>Where the last part has ended.</summary>
    public long IndexBegin { get; }

    /// <summary>Blocks before the index.</summary>
    public long IndexBlock { get; }

    public FilePart? Find(string part) => Parts.FirstOrDefault(candidate => candidate.Name == part);

    /// <summary>A section's content.</summary>
    /// <exception cref="StateFormatException">It is damaged.</exception>
    public StateReader ReadSection(FilePart part)
    {
        var content = new byte[part.Length];
        using var stream = new PartStream(this, part);
        var at = 0;
        while (stream.NextBlock(out var block))
        {
            block.CopyTo(content.AsMemory(at));
            at += block.Length;
        }

        return new StateReader(part.Name, part.Version, content);
    }

    /// <summary>Reads everything and compares all sums.</summary>
    /// <exception cref="StateFormatException">Something is damaged.</exception>
    public void Check()
    {
        foreach (var part in Parts)
        {
            using var stream = new PartStream(this, part);
            while (stream.NextBlock(out _))
            {
            }
        }
    }

    /// <summary>Reads one block.</summary>
    /// <param name="at">Where it begins.</param>
    /// <param name="place">Which block of the file it is.</param>
    /// <param name="into">Receives its content; holds <see cref="BlockHeader.LongestBlock"/> bytes.</param>
    /// <returns>Bytes of content.</returns>
    /// <exception cref="StateFormatException">It is damaged.</exception>
    public int ReadBlock(long at, long place, BlockType type, Memory<byte> into)
    {
        Span<byte> header = stackalloc byte[BlockHeader.Length];
        Fill(header, at);
        var length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        if (length < 0 || length > into.Length || at + BlockHeader.Length + length > Length)
        {
            throw Damaged(at);
        }

        var content = into.Span[..length];
        Fill(content, at + BlockHeader.Length);
        return BlockHeader.Fits(header, Salt, place, content) && BinaryPrimitives.ReadUInt32LittleEndian(header) == (uint)type
            ? length
            : throw Damaged(at);
    }

    public StateFormatException Damaged(long at) => new($"{Name} is damaged: the block at byte {at} is not what was written.");

    public void Dispose() => _file.Dispose();

    private StateFileHeader ReadHeader()
    {
        if (Length < StateFileHeader.Length + StateFileWriter.TrailerLength)
        {
            throw new StateFormatException($"{Name} is only {Length} bytes long: it was not written to its end.");
        }

        Span<byte> bytes = stackalloc byte[StateFileHeader.Length];
        Fill(bytes, 0);
        var header = StateFileHeader.Read(bytes, Name.ToString());
        return header.Kind == Name.Kind && header.Number == Name.Number
            ? header
            : throw new StateFormatException($"{Name} holds the content of {new StateFileName(header.Number, header.Kind)}.");
    }

    private (FilePart[] Parts, long Begin, long Block) ReadIndex()
    {
        Span<byte> trailer = stackalloc byte[StateFileWriter.TrailerLength];
        Fill(trailer, Length - trailer.Length);
        var begin = BinaryPrimitives.ReadInt64LittleEndian(trailer);
        var block = BinaryPrimitives.ReadInt64LittleEndian(trailer[8..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer[16..]) != Checksum.Of(trailer[..16])
            || begin < StateFileHeader.Length || begin > Length - trailer.Length - BlockHeader.Length)
        {
            throw new StateFormatException($"{Name} does not end as a checkpoint's file does: it was cut off or damaged.");
        }

        var content = new byte[Math.Min(BlockHeader.LongestBlock, Length)];
        var length = ReadBlock(begin, block, BlockType.Index, content);
        if (begin + BlockHeader.Length + length + trailer.Length != Length)
        {
            throw Damaged(begin);
        }

        var parts = FilePart.ReadAll(new StateReader($"{Name}, index", StateFileHeader.Form, content.AsMemory(0, length)));
        return Array.TrueForAll(parts, part => part.Length >= 0 && part.Length <= Length && part.Begin >= StateFileHeader.Length)
            ? (parts, begin, block)
            : throw Damaged(begin);
    }

    private void Fill(Span<byte> into, long at)
    {
        while (into.Length > 0)
        {
            var read = ReadSome(into, at);
            if (read == 0)
            {
                throw new StateFormatException($"{Name} ends at byte {at}, in the middle of a block.");
            }

            into = into[read..];
            at += read;
        }
    }

    private int ReadSome(Span<byte> into, long at)
    {
        try
        {
            return RandomAccess.Read(_file, into, at);
        }
        catch (IOException error)
        {
            throw new StateFormatException($"{Name} cannot be read at byte {at}: {error.Message}");
        }
    }
}
