using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using StreamEmbed.State;

namespace StreamEmbed.Checkpoints.Files;

/// <summary>Writes one file: a header, the blocks of its parts, an index of the parts, and where the index begins.</summary>
/// <remarks>
/// <code>header · part: block* · part: block* · … · index block · index begins at u64 · its block's number u64 · checksum u32 of both</code>
/// Content is written from where it lies, without a copy. One owner.
/// </remarks>
internal sealed class StateFileWriter : IDisposable
{
    /// <summary>Bytes behind the index.</summary>
    public const int TrailerLength = 20;

    private readonly SafeFileHandle _file;
    private readonly StateFileHeader _header;
    private readonly List<FilePart> _parts = [];
    private readonly ReadOnlyMemory<byte>[] _gathered = new ReadOnlyMemory<byte>[2];
    private readonly byte[] _blockHeader = new byte[BlockHeader.Length];
    private FilePart? _part;
    private long _blocks;

    /// <exception cref="IOException">The file cannot be made.</exception>
    public StateFileWriter(string path, StateFileHeader header)
    {
        _file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        _header = header;
        var bytes = new byte[StateFileHeader.Length];
        header.Write(bytes);
        RandomAccess.Write(_file, bytes, 0);
        Length = bytes.Length;
    }

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    public IReadOnlyList<FilePart> Parts => _parts;

    public void Write(StateSection section)
    {
        Begin(section.Name, section.Version, isTable: false, isWhole: true);
        Add(section.Content);
        End(0, 0);
    }

    public void Write(TableChanges table)
    {
        Begin(table.Name, table.Version, isTable: true, table.IsWhole);
        Add(table.Content);
        End(table.Records, table.DeletedKeys);
    }

    /// <summary>Begins a part whose content comes bit by bit.</summary>
    public void Begin(string name, int version, bool isTable, bool isWhole) =>
        _part = new FilePart(name, version, isTable, isWhole, Length, _blocks, 0, 0, 0);

    /// <summary>Content of the part that was begun.</summary>
    public void Add(StateWriter content)
    {
        foreach (var chunk in content.Chunks)
        {
            for (var at = 0; at < chunk.Length; at += BlockHeader.LongestBlock)
            {
                WriteBlock(BlockType.Data, chunk[at..Math.Min(chunk.Length, at + BlockHeader.LongestBlock)]);
            }
        }

        _part = _part! with { Length = _part.Length + content.Length };
    }

    /// <summary>Ends the part that was begun.</summary>
    public void End(long records, long deletedKeys)
    {
        _parts.Add(_part! with { Records = records, DeletedKeys = deletedKeys });
        _part = null;
    }

    /// <summary>Writes the index: the file is whole then, but not yet on the disk.</summary>
    public void Complete()
    {
        var (begin, place) = (Length, _blocks);
        using var index = new StateWriter();
        FilePart.WriteAll(index, _parts);
        if (index.Length > BlockHeader.LongestBlock)
        {
            throw new InvalidOperationException($"{_parts.Count} parts are more than the index of a file can name.");
        }

        // One block, so that it can be read before anything else is known. A few hundred parts are 20 KB.
        WriteBlock(BlockType.Index, index.Chunks.SelectMany(chunk => chunk.ToArray()).ToArray());

        var trailer = new byte[TrailerLength];
        BinaryPrimitives.WriteInt64LittleEndian(trailer, begin);
        BinaryPrimitives.WriteInt64LittleEndian(trailer.AsSpan(8), place);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(16), Checksum.Of(trailer.AsSpan(0, 16)));
        RandomAccess.Write(_file, trailer, Length);
        Length += trailer.Length;
    }

    /// <summary>Returns when everything is on the disk.</summary>
    public void Flush() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();

    private void WriteBlock(BlockType type, ReadOnlyMemory<byte> content)
    {
        BlockHeader.Write(_blockHeader, _header.Salt, _blocks, type, content.Span);
        (_gathered[0], _gathered[1]) = (_blockHeader, content);
        RandomAccess.Write(_file, _gathered, Length);
        Length += BlockHeader.Length + content.Length;
        _blocks++;
    }
}
