using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Demo.Traffic;
using StreamEmbed.Serving;
using StreamEmbed.Sessions;

namespace StreamEmbed.Host.Demo;

/// <summary>Options under which generated traffic shows in a minute what takes a real site an hour.</summary>
internal static class DemoDefaults
{
    /// <summary>Sections that the user left alone get times that fit the traffic; the others stay as they are.</summary>
    public static StreamEmbedOptions For(StreamEmbedOptions options, TrafficOptions traffic) => options with
    {
        Sessions = options.Sessions == new SessionOptions() ? Fitting(traffic) : options.Sessions,
        Publishing = options.Publishing == new PublishingOptions()
            ? new PublishingOptions { Every = TimeSpan.FromSeconds(2) }
            : options.Publishing,
    };

    // The longest step inside a visit is four times the mean, and nobody comes back sooner than Away.
    private static SessionOptions Fitting(TrafficOptions traffic) => new()
    {
        Gap = 5 * traffic.Dwell,
        Grace = TimeSpan.FromSeconds(1),
        OutOfOrder = TimeSpan.FromSeconds(1),
        IdleAfter = TimeSpan.FromSeconds(2),
    };
}
