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
    }

    /// <summary>Adds a flag that is short for <c>--set</c> of one option.</summary>
    /// <param name="name">What help calls the value.</param>
    public Verb With(string flag, string key, string description, string name = "N")
    {
        _flags.AddShort(this, new Option<string?>(flag) { HelpName = name, Description = $"{description}: short for --set {key}={name}." }, key);
        return this;
    }

    /// <summary>Says what the command does. Exceptions become one sentence and an exit code, see <see cref="CommandEnd"/>.</summary>
    /// <param name="surroundings">Where options come from and faults go.</param>
    /// <param name="work">Gets the checked options and the parsed flags, returns the exit code.</param>
    public Verb Runs(Surroundings surroundings, Func<LoadedOptions, ParseResult, CancellationToken, Task<int>> work) =>
        Runs(surroundings, needsBroker: false, work);

    /// <summary>Like <see cref="Runs(Surroundings, Func{LoadedOptions, ParseResult, CancellationToken, Task{int}})"/>, for a command that cannot do without a broker of the user's.</summary>
    /// <param name="surroundings">Where options come from and faults go.</param>
    /// <param name="work">Gets the checked options and the parsed flags, returns the exit code.</param>
    /// <param name="unless">Whether this time it can do without; null: never.</param>
    public Verb RunsOnBroker(
        Surroundings surroundings, Func<LoadedOptions, ParseResult, CancellationToken, Task<int>> work, Func<ParseResult, bool>? unless = null) =>
        Runs(surroundings, needsBroker: true, (loaded, parsed, stopping) => loaded.Values.Kafka.BootstrapServers.Length > 0 || unless?.Invoke(parsed) == true
            ? work(loaded, parsed, stopping)
            : throw new WrongUseException(
                "No broker is named: give --bootstrap-servers HOST:PORT, or set Kafka:BootstrapServers in the configuration file or the environment."));

    /// <summary>Adds a flag without a value that is short for <c>--set</c> of one option to true.</summary>
    public Verb WithSwitch(string flag, string key, string description)
    {
        _flags.AddSwitch(this, new Option<bool>(flag) { Description = $"{description}: short for --set {key}=true." }, key);
        return this;
    }

    // The shared flags come here and not in the constructor, so that help lists a command's own flags first.
    private Verb Runs(Surroundings surroundings, bool needsBroker, Func<LoadedOptions, ParseResult, CancellationToken, Task<int>> work)
    {
        _flags.AddTo(this, needsBroker);
        SetAction((parsed, stopping) => CommandEnd.OfAsync(
            () => work(_flags.Load(parsed, surroundings, OptionSchema.Read()), parsed, stopping),
            surroundings.Error,
            stopping));
        return this;
    }
}
