using System.CommandLine;
using StreamEmbed.Host.Configuration;

namespace StreamEmbed.Host.Commands;

/// <summary>The command line of the service.</summary>
internal static class RunVerb
{
    public static Command Create(Surroundings surroundings, Func<StreamEmbedOptions, CancellationToken, Task<int>> run)
    {
        var verb = new Verb(
            "run",
            "Runs the service: reads clicks, trains, and publishes vectors until it is stopped.",
            "streamembed run --bootstrap-servers kafka:9092",
            "streamembed run --config production.json --set Publishing:Every=1s");
        return verb.RunsOnBroker(surroundings, (loaded, _, stopping) => run(loaded.Values, stopping));
    }
}
