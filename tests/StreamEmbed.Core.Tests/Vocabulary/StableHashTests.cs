using System.Buffers.Binary;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Core.Tests.Vocabulary;

public sealed class StableHashTests
{
    [Fact]
    public void Of_IsTheHashByItsDefinition_AtEveryLength()
    {
        var random = new Random(1);
        for (var length = 0; length <= 64; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);

            Assert.Equal(Defined(bytes), StableHash.Of(bytes));
        }
    }

    /// <summary>Words of eight bytes, the last one filled up with zeros, each folded into the hash.</summary>
    private static uint Defined(byte[] bytes)
    {
        var hash = StableHash.FirstSecret ^ (ulong)bytes.Length;
        var padded = new byte[(bytes.Length / 8 * 8) + 8];
        bytes.CopyTo(padded, 0);
        for (var at = 0; at < padded.Length; at += 8)
        {
            var secret = at + 8 < padded.Length ? StableHash.SecondSecret : StableHash.FirstSecret;
            hash = StableHash.Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(padded.AsSpan(at)), secret);
        }

        return (uint)(hash ^ (hash >> 32));
    }
}
