using System.Buffers.Binary;

namespace StreamEmbed.Records;

/// <summary>The hash by which Kafka's own clients choose the partition of a key, so that all writers of a topic agree.</summary>
/// <remarks>
/// 32-bit MurmurHash2 by Austin Appleby with the seed of Apache Kafka's <c>Utils.murmur2</c>. librdkafka's default is
/// CRC32 instead: a topic that Java programs write and ours too would have the same user on two partitions.
/// </remarks>
public static class Murmur2
{
    // Kafka's seed; it has no meaning beyond being the same everywhere.
    private const uint Seed = 0x9747b28c;
    private const uint Multiplier = 0x5bd1e995;

    /// <summary>The hash of a key's bytes, as Java's signed integer.</summary>
    public static int Hash(ReadOnlySpan<byte> key)
    {
        var h = Seed ^ (uint)key.Length;
        var rest = key;
        while (rest.Length >= 4)
        {
            var k = BinaryPrimitives.ReadUInt32LittleEndian(rest) * Multiplier;
            k ^= k >> 24;
            h = (h * Multiplier) ^ (k * Multiplier);
            rest = rest[4..];
        }

        if (rest.Length > 0)
        {
            var tail = 0u;
            for (var i = rest.Length - 1; i >= 0; i--)
            {
                tail = (tail << 8) | rest[i];
            }

            h = (h ^ tail) * Multiplier;
        }

        h ^= h >> 13;
        h *= Multiplier;
        return (int)(h ^ (h >> 15));
    }

    /// <summary>The partition of a key among <paramref name="partitions"/> (1 or more), as Java's default partitioner has it.</summary>
    public static int Partition(ReadOnlySpan<byte> key, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        return (Hash(key) & int.MaxValue) % partitions;
    }
}
