using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace StreamEmbed.Checkpoints.Files;

/// <summary>CRC-32C (Castagnoli): made for finding damage, and one instruction for 8 bytes on today's processors.</summary>
/// <remarks>It finds every burst of up to 32 bits, and all but one in four billion of other changes. It is no protection from intent.</remarks>
internal static class Checksum
{
    public const uint Seed = uint.MaxValue;

    /// <summary>Goes on with more bytes; begin with <see cref="Seed"/>, end with <see cref="End"/>.</summary>
    public static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (var eight in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            sum = BitOperations.Crc32C(sum, BitConverter.IsLittleEndian ? eight : BinaryPrimitives.ReverseEndianness(eight));
        }

        foreach (var one in bytes[(bytes.Length & ~7)..])
        {
            sum = BitOperations.Crc32C(sum, one);
        }

        return sum;
    }

    public static uint End(uint sum) => ~sum;

    public static uint Of(ReadOnlySpan<byte> bytes) => End(Add(Seed, bytes));
}
