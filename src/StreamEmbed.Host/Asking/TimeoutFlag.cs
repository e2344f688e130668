using System.CommandLine;
using StreamEmbed.Host.Configuration;

namespace StreamEmbed.Host.Asking;

/// <summary>The flag that says how long a command waits for the serving topic.</summary>
internal static class TimeoutFlag
{
    private static readonly TimeSpan Default = TimeSpan.FromMinutes(1);

    public static Option<TimeSpan?> Create() => new("--timeout")
    {
        HelpName = "DURATION",
        Description = "How long to wait for brokers, for the topic and for its end. [default: 1m]",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!DurationText.TryParse(text, out var timeout) || timeout <= TimeSpan.Zero || timeout > TimeSpan.FromDays(1))
            {
                result.AddError($"--timeout must be a duration such as 30s or 5m, but is '{text}'.");
            }

            return timeout;
        },
    };

    public static TimeSpan Read(TimeSpan? flag) => flag ?? Default;
}
