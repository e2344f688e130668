using System.Collections;
using StreamEmbed.Ports;

namespace StreamEmbed.Host.Commands;

/// <summary>All that a command takes from the process it runs in, so that tests can give their own.</summary>
/// <param name="Output">Where answers go. Thread-safe, as the console's writers are.</param>
/// <param name="OutputIsTerminal">Whether a person watches: then long work shows a bar.</param>
/// <param name="Error">Where faults and log lines go. Thread-safe.</param>
/// <param name="Environment">Environment variables.</param>
/// <param name="ProgramDirectory">Where the program and its <c>appsettings.json</c> are.</param>
/// <param name="Time">The clock.</param>
internal sealed record Surroundings(
    TextWriter Output,
    bool OutputIsTerminal,
    TextWriter Error,
    IReadOnlyDictionary<string, string> Environment,
    string ProgramDirectory,
    TimeProvider Time)
{
    /// <summary>Told of each durable step. The program gives none that does anything; only a test's own program does.</summary>
    public IFaultPoints Faults { get; init; } = NoFaults.Instance;

    public static Surroundings OfProcess() => new(
        Console.Out,
        !Console.IsOutputRedirected,
        Console.Error,
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "", StringComparer.Ordinal),
        AppContext.BaseDirectory,
        TimeProvider.System);
}
