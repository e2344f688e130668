using System.CommandLine;
using StreamEmbed.Host.Replay;

namespace StreamEmbed.Host.Commands;

/// <summary>The command line of the replay.</summary>
internal static class ReplayVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Recorded events: .csv (user_id,item_id,timestamp_ms, perhaps event_type) or .jsonl, each perhaps with .gz.",
        };
        var speed = new Option<ReplaySpeed>("--speed")
        {
            HelpName = "max|60x",
            Description = "As fast as the broker takes them, or so many times faster than the events happened.",
            DefaultValueFactory = _ => ReplaySpeed.Max,
            CustomParser = result =>
            {
                if (!ReplaySpeed.TryParse(result.Tokens[0].Value, out var parsed))
                {
                    result.AddError($"--speed must be max or a factor such as 60x, but is '{result.Tokens[0].Value}'.");
                }

                return parsed;
            },
        };
        var verb = new Verb(
            "replay",
            "Sends recorded events to the clicks topic, in the file's order.",
            "streamembed replay clicks.csv.gz --bootstrap-servers kafka:9092",
            "streamembed replay clicks.jsonl --bootstrap-servers kafka:9092 --speed 60x")
        {
            file,
            speed,
        };
        return verb.RunsOnBroker(surroundings, (loaded, parsed, stopping) => new ReplayCommand(surroundings).RunAsync(
            loaded.Values, new ReplayArguments(parsed.GetRequiredValue(file), parsed.GetValue(speed)), stopping));
    }
}
