using System.CommandLine;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Demo;

namespace StreamEmbed.Host.Commands;

/// <summary>The command line of the demo.</summary>
internal static class DemoVerb
{
    public static Command Create(Surroundings surroundings, Func<StreamEmbedOptions, DemoArguments, CancellationToken, Task<int>> run)
    {
        var headless = new Option<bool>("--headless") { Description = "Prints lines instead of a live view." };
        var exitWhenDone = new Option<bool>("--exit-when-done") { Description = "Ends when everything is processed and published." };
        var events = new Option<string?>("--events") { HelpName = "FILE", Description = "Replays recorded events (.csv or .jsonl, perhaps .gz) instead of generated ones." };
        var report = new Option<string?>("--report") { HelpName = "FILE", Description = "Writes the figures of the run as JSON." };
        var verb = new Verb(
            "demo",
            "Shows the whole line on one machine: a broker inside the program, traffic, training, publishing and a reader.",
            "streamembed demo",
            "streamembed demo --headless --exit-when-done --events clicks.csv.gz --report report.json")
        {
            headless,
            exitWhenDone,
            events,
            report,
        };
        return verb.Runs(surroundings, (loaded, parsed, stopping) => run(
            loaded.Values,
            new DemoArguments(parsed.GetValue(headless), parsed.GetValue(exitWhenDone), parsed.GetValue(events), parsed.GetValue(report)),
            stopping));
    }
}
