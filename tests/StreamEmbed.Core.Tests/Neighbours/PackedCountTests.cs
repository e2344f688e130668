using StreamEmbed.Randomness;

namespace StreamEmbed.Neighbours;

public sealed class PackedCountTests
{
    [Fact]
    public void Pack_IsWithinOnePartIn256_AndUnbiased()
    {
        var random = new SeededRandom(1);
        foreach (var value in new[] { 0.013f, 1 / 3f, 1, 7.77f, 1234.5f, 3e30f })
        {
            var sum = 0.0;
            for (var i = 0; i < 20_000; i++)
            {
                var unpacked = PackedCount.Unpack(PackedCount.Pack(value, (uint)random.NextUInt64()));
                Assert.InRange(unpacked, value * (1 - (1 / 256f)), value * (1 + (1 / 256f)));
                sum += unpacked;
            }

            Assert.InRange(sum / 20_000 / value, 0.9999, 1.0001);
        }
    }

    [Fact]
    public void Pack_LetsSmallAdditionsMoveALargeCountByWhatTheyAreWorth()
    {
        var random = new SeededRandom(2);
        var counts = new ushort[64];
        for (var i = 0; i < 10_000; i++)
        {
            foreach (ref var count in counts.AsSpan())
            {
                count = PackedCount.Pack(PackedCount.Unpack(count) + 0.1f, (uint)random.NextUInt64());
            }
        }

        // Rounded to the nearest, each would stand still at 25.6: a tenth is less than half a step there.
        var values = counts.Select(count => (double)PackedCount.Unpack(count)).ToArray();
        Assert.InRange(values.Average(), 980, 1020);
        Assert.All(values, value => Assert.InRange(value, 800, 1200));
    }

    [Theory]
    [InlineData(1.5f, 3)]
    [InlineData(1e30f, 64)]
    [InlineData(3f, 1)]
    public void Shrink_DividesExactly(float value, int powers)
    {
        var packed = PackedCount.Pack(value, 0);
        Assert.Equal(MathF.ScaleB(PackedCount.Unpack(packed), -powers), PackedCount.Unpack(PackedCount.Shrink(packed, powers)));
    }

    [Fact]
    public void Shrink_LeavesNothing_WhenNothingIsLeft()
    {
        Assert.Equal(0, PackedCount.Shrink(PackedCount.Pack(5, 0), 256));
        Assert.Equal(0, PackedCount.Shrink(0, 64));
    }
}
