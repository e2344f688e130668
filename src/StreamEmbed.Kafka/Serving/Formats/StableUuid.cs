using System.Security.Cryptography;

namespace StreamEmbed.Kafka.Serving.Formats;

/// <summary>UUIDs made from ids: version 5 of RFC 9562, so that any language can compute them.</summary>
internal static class StableUuid
{
    /// <summary>The name space: version 5 of "streamembed" in the RFC's name space of host names.</summary>
    public static Guid Namespace { get; } = new("af9dfc7c-acef-5736-8cfd-41120345e530");

    /// <param name="name">The native key of the row, for example <c>item/i9</c>, in UTF-8.</param>
    public static Guid Of(ReadOnlySpan<byte> name)
    {
        var input = new byte[16 + name.Length];
        Namespace.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input.AsSpan(16));
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The RFC says SHA-1; nothing is kept secret or proved by it.
        SHA1.HashData(input, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
