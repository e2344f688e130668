using System.Numerics;

namespace StreamEmbed.Client.Tables;

/// <summary>Ids in UTF-8, one behind the other: a length in 7-bit groups (the low ones first), then the bytes.</summary>
/// <remarks>
/// What was added is never written again, so frozen copies share it while the owner adds more. An id that nobody needs any
/// more stays until the owner moves the others to a new arena.
/// </remarks>
internal sealed class IdArena
{
    private const int ChunkBits = 16;
    private const int ChunkBytes = 1 << ChunkBits;

    private byte[][] _chunks = [];
    private int _used = ChunkBytes;

    /// <summary>Bytes of all ids that were added, with their lengths.</summary>
    public long Bytes { get; private set; }

    /// <summary>What <see cref="At"/> reads: all that was added up to now.</summary>
    public byte[][] Chunks => _chunks;

    /// <summary>Bytes that an id takes.</summary>
    public static int BytesOf(int length) => LengthBytes(length) + length;

    /// <summary>The id at a place.</summary>
    public static ReadOnlySpan<byte> At(byte[][] chunks, uint place)
    {
        var chunk = chunks[place >> ChunkBits];
        var at = (int)(place & (ChunkBytes - 1));
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            var group = chunk[at++];
            length |= (group & 0x7F) << shift;
            if (group < 0x80)
            {
                return chunk.AsSpan(at, length);
            }
        }
    }

    /// <summary>Adds an id and returns its place.</summary>
    /// <exception cref="OverflowException">There are more than 4 GiB of ids.</exception>
    public uint Add(ReadOnlySpan<byte> id)
    {
        var size = BytesOf(id.Length);
        if (size > ChunkBytes - _used)
        {
            // An id longer than a chunk gets one of its own, which is then full.
            _chunks = [.. _chunks, new byte[Math.Max(size, ChunkBytes)]];
            _used = 0;
        }

        var place = checked((uint)(((long)(_chunks.Length - 1) << ChunkBits) + _used));
        var free = _chunks[^1].AsSpan(_used);
        var length = (uint)id.Length;
        for (; length >= 0x80; length >>= 7, free = free[1..])
        {
            free[0] = (byte)(length | 0x80);
        }

        free[0] = (byte)length;
        id.CopyTo(free[1..]);
        _used += size;
        Bytes += size;
        return place;
    }

    private static int LengthBytes(int length) => (BitOperations.Log2((uint)length | 1) / 7) + 1;
}
