using System.Text;
using StreamEmbed.Records;

namespace StreamEmbed.Core.Tests.Records;

public sealed class Murmur2Tests
{
    // The values of Apache Kafka's own unit test of Utils.murmur2.
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Hash_IsKafkas_ForItsPublishedKeys(string key, int expected) =>
        Assert.Equal(expected, Murmur2.Hash(Encoding.UTF8.GetBytes(key)));

    [Fact]
    public void Partition_MasksTheSign_WhenTheHashIsNegative() =>
        Assert.Equal((-973932308 & int.MaxValue) % 7, Murmur2.Partition("21"u8, 7));

    [Fact]
    public void Partition_UsesThemAll_WhenKeysAreMany()
    {
        var counts = new int[16];
        for (var i = 0; i < 16_000; i++)
        {
            counts[Murmur2.Partition(Encoding.UTF8.GetBytes("user-" + i), counts.Length)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 800, 1200));
    }
}
