using System.CommandLine;
using System.CommandLine.Parsing;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Demo;
using StreamEmbed.Host.Running;

namespace StreamEmbed.Host.Commands;

/// <summary>The program's commands, and the way from its arguments to an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Surroundings surroundings, CancellationToken stopping)
    {
        var parsed = Root(surroundings).Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
        {
            return ReportWrongUse(parsed, surroundings.Error);
        }

        var configuration = new InvocationConfiguration
        {
            Output = surroundings.Output,
            Error = surroundings.Error,
            EnableDefaultExceptionHandler = false,
            // Signals are the caller's, see StopSignals.
            ProcessTerminationTimeout = null,
        };
        return await parsed.InvokeAsync(configuration, stopping);
    }

    private static RootCommand Root(Surroundings surroundings) => new("Trains Item2vec on clicks in Kafka while they come, and publishes the vectors.")
    {
        DemoVerb.Create(surroundings, (options, arguments, stopping) => DemoCommand.RunAsync(options, arguments, surroundings, stopping)),
        RunVerb.Create(surroundings, (options, stopping) => RunCommand.RunAsync(options, surroundings, stopping)),
        ReplayVerb.Create(surroundings),
        TrainVerb.Create(surroundings),
        EvaluateVerb.Create(surroundings),
        SimilarVerb.Create(surroundings),
        RecommendVerb.Create(surroundings),
        ExportVerb.Create(surroundings),
        ServeVerb.Create(surroundings),
        StatusVerb.Create(surroundings),
        CheckpointVerb.Create(surroundings),
        OptionsVerb.Create(surroundings),
    };

    private static int ReportWrongUse(ParseResult parsed, TextWriter error)
    {
        var command = parsed.CommandResult.Command;
        foreach (var fault in parsed.Errors.Select(fault => fault.Message).Distinct())
        {
            error.WriteLine("streamembed: " + fault.ReplaceLineEndings(" "));
        }

        var known = command.Subcommands.Select(subcommand => subcommand.Name).Concat(command.Options.Select(option => option.Name)).ToList();
        foreach (var meant in parsed.UnmatchedTokens.Select(token => KeySuggestion.For(token, known)).OfType<string>())
        {
            error.WriteLine($"Did you mean {meant}?");
        }

        error.WriteLine($"See 'streamembed {PathOf(parsed.CommandResult)}--help'.");
        return ExitCode.WrongUse;
    }

    /// <summary>The names that lead to a command, each with a blank behind it.</summary>
    private static string PathOf(CommandResult? result) =>
        result is null || result.Command is RootCommand ? "" : $"{PathOf(result.Parent as CommandResult)}{result.Command.Name} ";
}
