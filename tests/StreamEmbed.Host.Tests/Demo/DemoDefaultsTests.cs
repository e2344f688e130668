using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Demo;
using StreamEmbed.Host.Demo.Traffic;
using StreamEmbed.Sessions;

namespace StreamEmbed.Host.Tests.Demo;

public sealed class DemoDefaultsTests
{
    private static readonly TrafficOptions Traffic = new();

    [Fact]
    public void For_FitsSessionsToTheTraffic_WhenTheUserSetNone()
    {
        var gap = DemoDefaults.For(new StreamEmbedOptions(), Traffic).Sessions.Gap;

        Assert.InRange(gap, 4 * Traffic.Dwell, Traffic.Away);
    }

    [Fact]
    public void For_KeepsTheUsersSessions_WhenOneOptionWasSet()
    {
        var options = new StreamEmbedOptions { Sessions = new SessionOptions { Gap = TimeSpan.FromMinutes(5) } };

        Assert.Equal(options.Sessions, DemoDefaults.For(options, Traffic).Sessions);
    }
}
