using StreamEmbed.Host.Configuration;

namespace StreamEmbed.Host.Tests.Configuration;

public sealed class TextFormTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("5s", 5)]
    [InlineData("1.5m", 90)]
    [InlineData("12h", 43_200)]
    [InlineData("1d", 86_400)]
    [InlineData("00:30:00", 1_800)]
    [InlineData("1.00:00:01", 86_401)]
    [InlineData("0", 0)]
    [InlineData("-5m", -300)]
    [InlineData("5S", 5)]
    public void TryParse_ReadsADuration_WhenWrittenAsPeopleDo(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out var value));
        Assert.Equal(TimeSpan.FromSeconds(seconds), value);
    }

    [Theory]
    [InlineData("30")]
    [InlineData("5 weeks")]
    [InlineData("s")]
    [InlineData("")]
    [InlineData("1e3s")]
    [InlineData("99999999999999d")]
    public void TryParse_Refuses_WhenTextIsNoDuration(string text)
    {
        Assert.False(DurationText.TryParse(text, out _));
    }

    [Theory]
    [InlineData("4096", 4_096)]
    [InlineData("64KB", 64_000)]
    [InlineData("64kib", 65_536)]
    [InlineData("64MB", 64_000_000)]
    [InlineData("1 GiB", 1_073_741_824)]
    [InlineData("12B", 12)]
    public void TryParse_ReadsASize_WhenWrittenAsPeopleDo(string text, long bytes)
    {
        Assert.True(SizeText.TryParse(text, out var value));
        Assert.Equal(bytes, value);
    }

    [Theory]
    [InlineData("64M")]
    [InlineData("1.5MB")]
    [InlineData("MB")]
    [InlineData("99999999999999GB")]
    public void TryParse_Refuses_WhenTextIsNoSize(string text)
    {
        Assert.False(SizeText.TryParse(text, out _));
    }

    [Fact]
    public void Format_ReadsBackAsTheSameValue_WhenItIsAnyDurationOrSize()
    {
        const int Seed = 20_24;
        var random = new Random(Seed);
        for (var i = 0; i < 2_000; i++)
        {
            var duration = new TimeSpan(random.NextInt64(1, TimeSpan.TicksPerDay * 400) / (long)Math.Pow(10, random.Next(10)));
            var size = random.NextInt64(1, 1L << 40) << random.Next(12);

            Assert.True(DurationText.TryParse(DurationText.Format(duration), out var sameDuration) && sameDuration == duration, $"{duration}, seed {Seed}");
            Assert.True(SizeText.TryParse(SizeText.Format(size), out var sameSize) && sameSize == size, $"{size}, seed {Seed}");
        }
    }
}
