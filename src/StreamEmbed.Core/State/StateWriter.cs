using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace StreamEmbed.State;

/// <summary>Appends values to pooled chunks, little-endian and without alignment; read back by <see cref="StateReader"/> in the same order.</summary>
/// <remarks>
/// What is written stays where it is: a full chunk is followed by another, so a stage that saves its state pays one copy of it and no
/// more. Has one owner at a time; whoever holds it last disposes it, which gives the chunks back.
/// </remarks>
public sealed class StateWriter : IDisposable
{
    private const int FirstChunk = 4 << 10;
    private const int LargestChunk = 1 << 20;

    private readonly List<ArraySegment<byte>> _full = [];
    private byte[] _chunk = [];
    private int _used;
    private long _fullBytes;

    /// <summary>Bytes written so far.</summary>
    public long Length => _fullBytes + _used;

    /// <summary>What was written, in order; holds until the next write or <see cref="Dispose"/>.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Chunks
    {
        get
        {
            foreach (var chunk in _full)
            {
                yield return chunk;
            }

            if (_used > 0)
            {
                yield return _chunk.AsMemory(0, _used);
            }
        }
    }

    public void WriteByte(byte value) => Reserve(1)[0] = value;

    public void WriteBoolean(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Reserve(sizeof(int)), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(sizeof(uint)), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(sizeof(long)), value);

    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(sizeof(ulong)), value);

    public void WriteSingle(float value) => BinaryPrimitives.WriteSingleLittleEndian(Reserve(sizeof(float)), value);

    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Reserve(sizeof(double)), value);

    /// <summary>Length in bytes, then UTF-8.</summary>
    public void WriteString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (most > LargestChunk - sizeof(int))
        {
            var bytes = Encoding.UTF8.GetBytes(value);
            WriteInt32(bytes.Length);
            WriteBytes(bytes);
            return;
        }

        var room = ReserveUpTo(sizeof(int) + most);
        var length = Encoding.UTF8.GetBytes(value, room[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(room, length);
        _used += sizeof(int) + length;
    }

    /// <summary>The bytes alone: the reader must know how many.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_used == _chunk.Length)
            {
                StartChunk(Math.Min(bytes.Length, LargestChunk));
            }

            var part = bytes[..Math.Min(bytes.Length, _chunk.Length - _used)];
            part.CopyTo(_chunk.AsSpan(_used));
            _used += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>Their number, then the values as they lie in memory.</summary>
    /// <typeparam name="T">A number, or a struct of numbers without gaps between its fields.</typeparam>
    public void WriteValues<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        RequireLittleEndian();
        WriteInt32(values.Length);
        // A span of values may hold more bytes than a span of bytes can.
        var most = LargestChunk / Unsafe.SizeOf<T>();
        for (; values.Length > most; values = values[most..])
        {
            WriteBytes(MemoryMarshal.AsBytes(values[..most]));
        }

        WriteBytes(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Their number, then each as <see cref="WriteString"/> does.</summary>
    public void WriteStrings(ReadOnlySpan<string> values)
    {
        WriteInt32(values.Length);
        foreach (var value in values)
        {
            WriteString(value);
        }
    }

    /// <summary>Gives the chunks back. What <see cref="Chunks"/> named must not be used any more.</summary>
    public void Dispose()
    {
        foreach (var chunk in _full)
        {
            ArrayPool<byte>.Shared.Return(chunk.Array!);
        }

        if (_chunk.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_chunk);
        }

        _full.Clear();
        _chunk = [];
        _used = 0;
        _fullBytes = 0;
    }

    internal static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Saved state holds arrays as they lie in memory, and that form is little-endian.");
        }
    }

    /// <summary>Room for a value that is known later: in one piece, and counted as written.</summary>
    internal Memory<byte> ReserveMemory(int bytes)
    {
        Reserve(bytes);
        return _chunk.AsMemory(_used - bytes, bytes);
    }

    private Span<byte> Reserve(int bytes)
    {
        var room = ReserveUpTo(bytes);
        _used += bytes;
        return room[..bytes];
    }

    private Span<byte> ReserveUpTo(int bytes)
    {
        if (_chunk.Length - _used < bytes)
        {
            StartChunk(bytes);
        }

        return _chunk.AsSpan(_used);
    }

    private void StartChunk(int atLeast)
    {
        var size = Math.Clamp(_chunk.Length * 2, Math.Max(FirstChunk, atLeast), Math.Max(LargestChunk, atLeast));
        if (_used > 0)
        {
            _full.Add(new ArraySegment<byte>(_chunk, 0, _used));
            _fullBytes += _used;
        }
        else if (_chunk.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_chunk);
        }

        _chunk = ArrayPool<byte>.Shared.Rent(size);
        _used = 0;
    }
}
