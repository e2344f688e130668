using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace StreamEmbed.State;

/// <summary>Reads what a <see cref="StateWriter"/> wrote, in the same order.</summary>
/// <remarks>
/// Trusts nothing: every length is compared with the bytes that are left before anything is allocated for it, so damage costs one
/// <see cref="StateFormatException"/> and no memory. Single owner.
/// </remarks>
/// <param name="name">What is read, for messages: the section or table.</param>
/// <param name="version">The version that it was written in.</param>
/// <param name="bytes">All of it.</param>
public sealed class StateReader(string name, int version, ReadOnlyMemory<byte> bytes)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlyMemory<byte> _bytes = bytes;
    private int _at;

    public string Name { get; } = name;

    /// <summary>The version of its format.</summary>
    public int Version { get; } = version;

    /// <summary>Bytes not read yet.</summary>
    public int Remaining => _bytes.Length - _at;

    /// <summary>Reads on in other bytes of the same name and version: the next record of a table.</summary>
    public void Open(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        _at = 0;
    }

    /// <summary>Refuses versions that this program does not know.</summary>
    /// <param name="oldest">The oldest version that can be read.</param>
    /// <param name="newest">The version that is written.</param>
    /// <exception cref="StateRefusedException">The version is another.</exception>
    public void RequireVersion(int oldest, int newest)
    {
        if (Version > newest)
        {
            throw Refused($"has version {Version}, but this program reads up to {newest}: go on with the program that wrote it, or a newer one");
        }

        if (Version < oldest)
        {
            throw Refused($"has version {Version}, but this program reads from {oldest} on: read it with an older program first, or start anew");
        }
    }

    public byte ReadByte() => Take(1)[0];

    public bool ReadBoolean() => ReadByte() switch
    {
        0 => false,
        1 => true,
        var other => throw Wrong($"holds {other} where a yes or no belongs"),
    };

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    public float ReadSingle() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public string ReadString()
    {
        var bytes = Take(ReadCount(1));
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Wrong($"holds a text that is not UTF-8 before byte {_at}");
        }
    }

    /// <summary>A view of the bytes, as long as the reader's bytes are.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count) => Take(count);

    /// <summary>A number of things that follow, each of at least so many bytes.</summary>
    /// <exception cref="StateFormatException">It is negative, or more than what is left can hold.</exception>
    public int ReadCount(int bytesEach)
    {
        var count = ReadInt32();
        if (count < 0 || (long)count * bytesEach > Remaining)
        {
            throw Wrong($"says that {count} values of {bytesEach} bytes follow byte {_at}, but holds only {Remaining} more bytes");
        }

        return count;
    }

    public T[] ReadValues<T>()
        where T : unmanaged
    {
        var values = new T[ReadCount(Unsafe.SizeOf<T>())];
        CopyTo<T>(values);
        return values;
    }

    /// <summary>Reads into place.</summary>
    /// <exception cref="StateFormatException">There are more or fewer values.</exception>
    public void ReadValues<T>(Span<T> values)
        where T : unmanaged
    {
        var count = ReadCount(Unsafe.SizeOf<T>());
        if (count != values.Length)
        {
            throw Wrong($"holds {count} values where {values.Length} belong, before byte {_at}");
        }

        CopyTo(values);
    }

    public string[] ReadStrings()
    {
        var values = new string[ReadCount(sizeof(int))];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ReadString();
        }

        return values;
    }

    /// <summary>To be called behind the last value.</summary>
    /// <exception cref="StateFormatException">More follows.</exception>
    public void End()
    {
        if (Remaining > 0)
        {
            throw Wrong($"goes on for {Remaining} bytes behind its last value");
        }
    }

    /// <summary>For whoever finds that what was read makes no sense: damage.</summary>
    /// <param name="what">A predicate: "holds …", "has …".</param>
    public StateFormatException Wrong(string what) => new($"The saved state '{Name}' {what}.");

    /// <summary>For whoever finds that what was read is whole, but not for this program or these options.</summary>
    /// <param name="what">A predicate, and what to do.</param>
    public StateRefusedException Refused(string what) => new($"The saved state '{Name}' {what}.");

    private void CopyTo<T>(Span<T> values)
        where T : unmanaged
    {
        StateWriter.RequireLittleEndian();
        // A span of bytes cannot cover more than 2 GiB, and neither can what is read from: the count was checked against it.
        Take(values.Length * Unsafe.SizeOf<T>()).CopyTo(MemoryMarshal.AsBytes(values));
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            throw Wrong($"ends at byte {_bytes.Length}, but {count} bytes should follow byte {_at}");
        }

        var taken = _bytes.Span.Slice(_at, count);
        _at += count;
        return taken;
    }
}
