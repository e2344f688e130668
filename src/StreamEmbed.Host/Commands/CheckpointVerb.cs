using System.CommandLine;
using StreamEmbed.Host.Checkpointing;

namespace StreamEmbed.Host.Commands;

/// <summary>The command lines that are about checkpoints.</summary>
internal static class CheckpointVerb
{
    public static Command Create(Surroundings surroundings) => new("checkpoint", "Looks after checkpoints.")
    {
        Inspect(surroundings),
    };

    private static Verb Inspect(Surroundings surroundings)
    {
        var directory = new Argument<string?>("DIR")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "Directory of checkpoints, in use or a copy. Without it: Checkpoint:Directory.",
        };
        var json = Answers.JsonFlag();
        var verb = new Verb(
            "inspect",
            "Says what is in a directory of checkpoints, and compares all checksums; exit code 1 when something is damaged.",
            "streamembed checkpoint inspect data",
            "streamembed checkpoint inspect /backup/data --json")
        {
            directory,
            json,
        };
        return verb.Runs(surroundings, (loaded, parsed, stopping) => new InspectCommand(surroundings).RunAsync(
            new InspectArguments(parsed.GetValue(directory) ?? loaded.Values.Checkpoint.Directory, parsed.GetValue(json)), stopping));
    }
}
