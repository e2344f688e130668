using System.CommandLine;
using StreamEmbed.Host.Status;

namespace StreamEmbed.Host.Commands;

/// <summary>The command line of <see cref="StatusCommand"/>.</summary>
internal static class StatusVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var address = AddressFlag.Create();
        var json = Answers.JsonFlag();
        var verb = new Verb(
            "status",
            "Asks a running service how it is doing.",
            "streamembed status",
            "streamembed status --address http://embeddings:9464 --json")
        {
            address,
            json,
        };
        return verb.Runs(surroundings, (loaded, parsed, stopping) => StatusCommand.RunAsync(
            new StatusArguments(AddressFlag.Read(parsed.GetValue(address), loaded.Values), parsed.GetValue(json)), surroundings, stopping));
    }
}
