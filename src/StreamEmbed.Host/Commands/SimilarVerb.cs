using System.CommandLine;
using StreamEmbed.Host.Asking;

namespace StreamEmbed.Host.Commands;

/// <summary>The command line of <see cref="SimilarCommand"/>.</summary>
internal static class SimilarVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var item = new Argument<string>("ITEM") { Description = "Id of the item." };
        var flags = new AskingFlags();
        var verb = new Verb(
            "similar",
            "Lists the items nearest to an item, from the serving topic or a checkpoint.",
            "streamembed similar i9 --bootstrap-servers kafka:9092",
            "streamembed similar i9 --count 5 --json --bootstrap-servers kafka:9092",
            "streamembed similar i9 --from data")
        {
            item,
        };
        flags.AddTo(verb);
        return verb.RunsOnBroker(surroundings, (loaded, parsed, stopping) =>
            new SimilarCommand(surroundings).RunAsync(loaded.Values, flags.Read(parsed.GetRequiredValue(item), parsed), stopping),
            flags.IsFromCheckpoint);
    }
}
