using System.CommandLine;

namespace StreamEmbed.Host.Checkpointing;

/// <summary>The flag of commands that can answer from a checkpoint instead of the serving topic.</summary>
internal static class FromFlag
{
    public static Option<string?> Create() => new("--from")
    {
        HelpName = "DIR",
        Description = "Directory of checkpoints, in use or a copy, to answer from instead of the serving topic; no broker is needed then.",
    };
}
