using System.CommandLine;
using StreamEmbed.Host.Asking;

namespace StreamEmbed.Host.Commands;

/// <summary>The command line of <see cref="RecommendCommand"/>.</summary>
internal static class RecommendVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var user = new Argument<string>("USER") { Description = "Id of the user." };
        var flags = new AskingFlags();
        var verb = new Verb(
            "recommend",
            "Lists the items nearest to a user, without those seen of late, from the serving topic or a checkpoint.",
            "streamembed recommend u1 --bootstrap-servers kafka:9092",
            "streamembed recommend u1 --count 5 --json --bootstrap-servers kafka:9092",
            "streamembed recommend u1 --from data")
        {
            user,
        };
        flags.AddTo(verb);
        return verb.RunsOnBroker(surroundings, (loaded, parsed, stopping) =>
            new RecommendCommand(surroundings).RunAsync(loaded.Values, flags.Read(parsed.GetRequiredValue(user), parsed), stopping),
            flags.IsFromCheckpoint);
    }
}
