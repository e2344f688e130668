using System.CommandLine;
using StreamEmbed.Host.Evaluation;

namespace StreamEmbed.Host.Commands;

/// <summary>The command line of <see cref="EvaluateCommand"/>.</summary>
internal static class EvaluateVerb
{
    private const string Sessions = "sessions";

    public static Command Create(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Recorded events: .csv (user_id,item_id,timestamp_ms, perhaps event_type) or .jsonl, each perhaps with .gz.",
        };
        var json = Answers.JsonFlag();
        var protocol = new Option<string>("--protocol")
        {
            Description = "sessions: each session is scored whole, then trained on at its end.",
            DefaultValueFactory = _ => Sessions,
        };
        protocol.AcceptOnlyFromAmong(Sessions);
        var warmUp = Number("--warm-up", "SHARE", 0.8, "Share of the events that is only trained on.", share => share is >= 0 and < 1, "from 0 to below 1");
        var k = Number("--k", "N", 20, "Length of the list that is judged.", length => length is >= 1 and <= 1_000, "from 1 to 1000");
        var sample = Number("--sample", "N", 20_000, "About how many positions to score, the same in every run; 0: all.", size => size >= 0, "0 or more");
        var variants = new Option<bool>("--variants") { Description = "Lists every scoring, not only the best of each system." };
        var verb = new Verb(
            "evaluate",
            "Measures next-click quality on recorded events: each test session is ranked, then trained on. Popularity and co-visitation stand beside it.",
            "streamembed evaluate clicks.csv.gz",
            "streamembed evaluate clicks.csv.gz --json --set Training:Window=3")
        {
            file, json, protocol, warmUp, k, sample, variants,
        };
        return verb.Runs(surroundings, (loaded, parsed, stopping) => new EvaluateCommand(surroundings).RunAsync(
            loaded.Values,
            new EvaluateArguments(
                parsed.GetRequiredValue(file),
                parsed.GetRequiredValue(protocol),
                parsed.GetValue(warmUp),
                parsed.GetValue(k),
                parsed.GetValue(sample),
                parsed.GetValue(json),
                parsed.GetValue(variants)),
            stopping));
    }

    private static Option<T> Number<T>(string name, string help, T usual, string description, Func<T, bool> isGood, string range)
    {
        var option = new Option<T>(name) { HelpName = help, Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<T>() is { } value && !isGood(value))
            {
                result.AddError($"{name} must be {range}, but is {result.Tokens[0].Value}.");
            }
        });
        return option;
    }
}
