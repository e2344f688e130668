using System.CommandLine;
using StreamEmbed.Host.Serve;

namespace StreamEmbed.Host.Commands;

/// <summary>The command line of <see cref="ServeCommand"/>.</summary>
internal static class ServeVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var verb = new Verb(
            "serve",
            "Follows the serving topic and answers over HTTP until it is stopped: similar items, recommendations, status.",
            "streamembed serve --bootstrap-servers kafka:9092",
            "streamembed serve --bootstrap-servers kafka:9092 --set Http:Address=http://127.0.0.1:8080");
        return verb.RunsOnBroker(surroundings, (loaded, _, stopping) => ServeCommand.RunAsync(loaded.Values, surroundings, stopping));
    }
}
