using System.Text;
using StreamEmbed.Randomness;

namespace StreamEmbed.Vocabulary;

public sealed class IdBytesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("i1")]
    [InlineData("é\0日本😀")]
    public void Encode_IsUtf8_WhenTheIdIsText(string id) => Assert.Equal(Encoding.UTF8.GetBytes(id), Encoded(id));

    [Fact]
    public void Encode_And_Decode_KeepAnyCharacters()
    {
        var random = new SeededRandom(1);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var encoded = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 20_000; i++)
        {
            // Mostly halves of pairs, some of which make pairs.
            var id = string.Concat(Enumerable.Range(0, random.NextInt(6)).Select(_ => random.NextInt(4) == 0
                ? (char)random.NextInt(0x10000)
                : (char)(0xD7FF + random.NextInt(0x802))));
            var bytes = Encoded(id);

            Assert.True(IdBytes.IsValid(bytes));
            Assert.Equal(id, IdBytes.Decode(bytes));
            Assert.Equal(seen.Add(id), encoded.Add(Convert.ToHexString(bytes)));
        }
    }

    [Theory]
    [InlineData("FF")]
    [InlineData("C3")]
    [InlineData("EDA0")]
    [InlineData("C080")]
    [InlineData("61EDA080EDB080")]
    [InlineData("F4908080")]
    public void IsValid_IsFalse_ForBytesThatNoIdHas(string bytes) => Assert.False(IdBytes.IsValid(Convert.FromHexString(bytes)));

    private static byte[] Encoded(string id)
    {
        var bytes = new byte[IdBytes.MostBytes(id.Length)];
        return bytes[..IdBytes.Encode(id, bytes)];
    }
}
