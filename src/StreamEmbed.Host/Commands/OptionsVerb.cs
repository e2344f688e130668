using System.CommandLine;
using StreamEmbed.Host.Configuration;

namespace StreamEmbed.Host.Commands;

/// <summary>Lists the options in effect and where each came from.</summary>
internal static class OptionsVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var json = Answers.JsonFlag();
        var command = new Verb(
            "options",
            "Lists every option with its value and where the value came from; checks them all.",
            "streamembed options --set Sessions:Gap=5m",
            "streamembed options --config production.json --json")
        {
            json,
        };
        return command.Runs(surroundings, (loaded, parsed, _) =>
        {
            var listing = OptionListing.Of(OptionSchema.Read(), loaded).ToList();
            if (parsed.GetValue(json))
            {
                Answers.WriteJson(surroundings.Output, listing.Select(row => new { key = row.Key, value = row.Value, origin = row.Origin }));
            }
            else
            {
                Answers.WriteTable(surroundings.Output, ["option", "value", "from"], listing.Select(row => new[] { row.Key, row.Value, row.Origin }));
            }

            return Task.FromResult(ExitCode.Done);
        });
    }
}
