using StreamEmbed.Checkpoints.Files;

namespace StreamEmbed.Checkpoints.Tests.Files;

public sealed class ChecksumTests
{
    /// <summary>The check value of CRC-32C, and the vectors of RFC 3720, B.4.</summary>
    [Theory]
    [InlineData("313233343536373839", 0xE3069283)]
    [InlineData("", 0)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AA)]
    [InlineData("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", 0x46DD794E)]
    public void Of_GivesThePublishedValues(string bytes, uint sum) => Assert.Equal(sum, Checksum.Of(Convert.FromHexString(bytes)));
}
