using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace StreamEmbed.Serving;

/// <summary>A 64-bit digest of a set of rows that does not depend on their order and follows changes row by row.</summary>
/// <remarks>
/// The digest of a set is the sum, modulo 2⁶⁴, of its rows' digests, so adding, replacing or removing a row costs one row.
/// A row's digest is the first 8 bytes, little-endian, of SHA-256 over: the id in UTF-8, one zero byte, the vector as
/// little-endian IEEE 754 floats. SHA-256 because every language has it at hand and a reader in any of them can check.
/// </remarks>
public static class SnapshotDigest
{
    private const int LongestOnStack = 1024;

    /// <summary>Digest of one row.</summary>
    /// <param name="id">The item's or user's id.</param>
    /// <param name="vector">float[dimension].</param>
    public static ulong OfRow(string id, ReadOnlySpan<float> vector)
    {
        ArgumentNullException.ThrowIfNull(id);
        var most = Encoding.UTF8.GetMaxByteCount(id.Length);
        var bytes = most <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[most];
        return OfRow(bytes[..Encoding.UTF8.GetBytes(id, bytes)], vector);
    }

    /// <summary>Digest of one row.</summary>
    /// <param name="id">The item's or user's id in UTF-8.</param>
    /// <param name="vector">float[dimension].</param>
    public static ulong OfRow(ReadOnlySpan<byte> id, ReadOnlySpan<float> vector)
    {
        var length = id.Length + 1 + (vector.Length * sizeof(float));
        var buffer = length <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[length];
        buffer = buffer[..length];
        id.CopyTo(buffer);
        buffer[id.Length] = 0;
        var floats = buffer[(id.Length + 1)..];
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(vector).CopyTo(floats);
        }
        else
        {
            for (var i = 0; i < vector.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(floats[(i * sizeof(float))..], vector[i]);
            }
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>The digest as programs print it: 16 hexadecimal digits.</summary>
    public static string Format(ulong digest) => digest.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
}
