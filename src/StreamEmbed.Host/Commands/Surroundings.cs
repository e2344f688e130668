using System.Collections;

namespace StreamEmbed.Host.Commands;

/// <summary>All that a command takes from the process it runs in, so that tests can give their own.</summary>
/// <param name="Output">Where answers go.</param>
/// <param name="Error">Where faults and progress in words go.</param>
/// <param name="Environment">Environment variables.</param>
/// <param name="ProgramDirectory">Where the program and its <c>appsettings.json</c> are.</param>
/// <param name="Time">The clock.</param>
internal sealed record Surroundings(
    TextWriter Output,
    TextWriter Error,
    IReadOnlyDictionary<string, string> Environment,
    string ProgramDirectory,
    TimeProvider Time)
{
    public static Surroundings OfProcess() => new(
        Console.Out,
        Console.Error,
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "", StringComparer.Ordinal),
        AppContext.BaseDirectory,
        TimeProvider.System);
}
