using System.Buffers.Binary;

namespace StreamEmbed.Checkpoints.Files;

/// <summary>Before each block: <c>type u32 · length u32 · checksum u32</c>.</summary>
/// <remarks>The checksum covers the file's salt, the block's place in the file, type, length and content.</remarks>
internal static class BlockHeader
{
    public const int Length = 12;

    /// <summary>Most bytes of content: what a reader must hold at once.</summary>
    public const int LongestBlock = 1 << 20;

    public static void Write(Span<byte> into, uint salt, long place, BlockType type, ReadOnlySpan<byte> content)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(into, (uint)type);
        BinaryPrimitives.WriteInt32LittleEndian(into[4..], content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], Sum(into[..8], salt, place, content));
    }

    public static bool Fits(ReadOnlySpan<byte> header, uint salt, long place, ReadOnlySpan<byte> content) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) == Sum(header[..8], salt, place, content);

    private static uint Sum(ReadOnlySpan<byte> typeAndLength, uint salt, long place, ReadOnlySpan<byte> content)
    {
        Span<byte> before = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(before, salt);
        BinaryPrimitives.WriteInt64LittleEndian(before[4..], place);
        var sum = Checksum.Add(Checksum.Add(Checksum.Seed, before), typeAndLength);
        return Checksum.End(Checksum.Add(sum, content));
    }
}
