using System.CommandLine;
using StreamEmbed.Host.Configuration;

namespace StreamEmbed.Host.Commands;

/// <summary>A command of the program: its flags for options, its help with examples, and how it ends.</summary>
internal sealed class Verb : Command
{
    private readonly OptionFlags _flags = new();

    /// <param name="name">What the user types.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="examples">Whole command lines, shown by <c>--help</c>.</param>
    public Verb(string name, string description, params string[] examples)
        : base(name, description)
    {
        Options.Add(HelpWithExamples.Option(examples));
        _flags.AddTo(this);
    }

    /// <summary>Says what the command does. Exceptions become one sentence and an exit code, see <see cref="CommandEnd"/>.</summary>
    /// <param name="surroundings">Where options come from and faults go.</param>
    /// <param name="work">Gets the checked options and the parsed flags, returns the exit code.</param>
    public Verb Runs(Surroundings surroundings, Func<LoadedOptions, ParseResult, CancellationToken, Task<int>> work)
    {
        SetAction((parsed, stopping) => CommandEnd.OfAsync(
            () => work(_flags.Load(parsed, surroundings, OptionSchema.Read()), parsed, stopping),
            surroundings.Error,
            stopping));
        return this;
    }

    /// <summary>Like <see cref="Runs"/>, for a command that cannot do without a broker of the user's.</summary>
    public Verb RunsOnBroker(Surroundings surroundings, Func<LoadedOptions, ParseResult, CancellationToken, Task<int>> work) =>
        Runs(surroundings, (loaded, parsed, stopping) => loaded.Values.Kafka.BootstrapServers.Length > 0
            ? work(loaded, parsed, stopping)
            : throw new WrongUseException(
                "No broker is named: give --bootstrap-servers HOST:PORT, or set Kafka:BootstrapServers in the configuration file or the environment."));
}
