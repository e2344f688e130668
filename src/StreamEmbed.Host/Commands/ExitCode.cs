namespace StreamEmbed.Host.Commands;

/// <summary>What the program's exit codes mean.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The work failed; one sentence on standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the options cannot be used; nothing was started.</summary>
    public const int WrongUse = 2;
}
