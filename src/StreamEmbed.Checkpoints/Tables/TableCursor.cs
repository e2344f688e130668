using System.Buffers.Binary;
using StreamEmbed.Checkpoints.Files;
using StreamEmbed.State;

namespace StreamEmbed.Checkpoints.Tables;

/// <summary>Goes through one file's records of a table, with one block and at most one record in memory.</summary>
internal sealed class TableCursor(StateFileReader file, FilePart part) : IDisposable
{
    private const int KeyAndLength = sizeof(ulong) + sizeof(uint);

    private readonly PartStream _stream = new(file, part);
    private ReadOnlyMemory<byte> _block;
    private byte[] _across = [];
    private bool _any;

    public ulong Key { get; private set; }

    /// <summary>The key has no record any more.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>Content of the record, until the next <see cref="Read"/>.</summary>
    public ReadOnlyMemory<byte> Content { get; private set; }

    public FilePart Part { get; } = part;

    /// <summary>Goes on to the next key.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="StateFormatException">The file is damaged.</exception>
    public bool Read()
    {
        if (_block.Length + _stream.Remaining == 0)
        {
            return false;
        }

        var head = Take(KeyAndLength).Span;
        var key = BinaryPrimitives.ReadUInt64LittleEndian(head);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(head[sizeof(ulong)..]);
        if (_any && key <= Key)
        {
            throw Wrong($"has key {key} behind {Key}");
        }

        (Key, _any, IsDeleted) = (key, true, length == TableChanges.Deleted);
        Content = IsDeleted ? default : Take(length);
        return true;
    }

    public void Dispose() => _stream.Dispose();

    private ReadOnlyMemory<byte> Take(uint length)
    {
        if (length > _block.Length + _stream.Remaining)
        {
            throw Wrong($"ends within a record of {length} bytes");
        }

        if (_block.Length < length)
        {
            return TakeAcross((int)length);
        }

        var taken = _block[..(int)length];
        _block = _block[(int)length..];
        return taken;
    }

    private ReadOnlyMemory<byte> TakeAcross(int length)
    {
        if (_across.Length < length)
        {
            _across = new byte[Math.Max(length, 2 * _across.Length)];
        }

        for (var at = 0; at < length;)
        {
            if (_block.IsEmpty && !_stream.NextBlock(out _block))
            {
                throw Wrong("ends within a record");
            }

            var piece = _block[..Math.Min(_block.Length, length - at)];
            piece.CopyTo(_across.AsMemory(at));
            _block = _block[piece.Length..];
            at += piece.Length;
        }

        return _across.AsMemory(0, length);
    }

    private StateFormatException Wrong(string what) => new($"Table '{Part.Name}' in {file.Name} {what}.");
}
