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
            "streamembed run --config production.json --set Publishing:Every=1s",
            "streamembed run --from /backup/data --set Checkpoint:Directory=data --bootstrap-servers kafka:9092");
        verb.With("--from", "Checkpoint:From", "Goes on from a checkpoint made elsewhere, which is only read", "DIR")
            .WithSwitch("--accept-gap", "Kafka:AcceptGap", "Goes on although events that were not read are gone from the clicks topic");
        return verb.RunsOnBroker(surroundings, (loaded, _, stopping) => run(loaded.Values, stopping));
    }
}
