using System.CommandLine;
using System.CommandLine.Parsing;
using StreamEmbed.Host.Configuration;

namespace StreamEmbed.Host.Commands;

/// <summary>The flags by which commands are told where their options come from.</summary>
internal sealed class OptionFlags
{
    private readonly Option<string?> _config = new("--config")
    {
        HelpName = "FILE",
        Description = "Configuration file (JSON) instead of the appsettings.json beside the program.",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        HelpName = "KEY=VALUE",
        Description = "Sets any option, for example --set Sessions:Gap=5m. May be repeated; 'streamembed options' lists all.",
    };

    private readonly Option<string?> _servers = new("--bootstrap-servers")
    {
        HelpName = "HOST:PORT",
        Description = "Brokers to ask first: short for --set Kafka:BootstrapServers=HOST:PORT.",
    };

    private readonly List<(Option<string?> Flag, string Key)> _short = [];

    private readonly List<(Option<bool> Flag, string Key)> _switches = [];

    public OptionFlags()
    {
        _set.Validators.Add(RequireKeyAndValue);
    }

    /// <param name="command">Every command has them.</param>
    /// <param name="needsBroker">Whether it talks to a broker of the user's: then it has a short way to name one.</param>
    public void AddTo(Command command, bool needsBroker)
    {
        if (needsBroker)
        {
            command.Options.Add(_servers);
        }

        command.Options.Add(_set);
        command.Options.Add(_config);
    }

    /// <summary>Adds a short way to set an option.</summary>
    public void AddShort(Command command, Option<string?> flag, string key)
    {
        command.Options.Add(flag);
        _short.Add((flag, key));
    }

    /// <summary>Adds a short way to set an option to true.</summary>
    public void AddSwitch(Command command, Option<bool> flag, string key)
    {
        command.Options.Add(flag);
        _switches.Add((flag, key));
    }

    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    public LoadedOptions Load(ParseResult parsed, Surroundings surroundings, OptionSchema schema)
    {
        var flags = parsed.GetValue(_set)!.Select(Split).ToList();
        if (parsed.GetValue(_servers) is { } servers)
        {
            flags.Add(new OptionFlag("Kafka:BootstrapServers", servers, _servers.Name));
        }

        flags.AddRange(
            from pair in _short
            let value = parsed.GetValue(pair.Flag)
            where value is not null
            select new OptionFlag(pair.Key, value, pair.Flag.Name));

        flags.AddRange(_switches.Where(pair => parsed.GetValue(pair.Flag)).Select(pair => new OptionFlag(pair.Key, "true", pair.Flag.Name)));

        var sources = new OptionSources(
            Path.Combine(surroundings.ProgramDirectory, "appsettings.json"),
            parsed.GetValue(_config),
            surroundings.Environment,
            flags);
        return OptionLoader.Load(sources, schema);
    }

    private OptionFlag Split(string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        return new OptionFlag(pair[..equals].Trim(), pair[(equals + 1)..], _set.Name);
    }

    // The text is not repeated: what stands there without '=' may be a password.
    private static void RequireKeyAndValue(OptionResult result)
    {
        if (result.Tokens.Any(token => token.Value.IndexOf('=', StringComparison.Ordinal) <= 0))
        {
            result.AddError("--set needs KEY=VALUE, for example --set Sessions:Gap=5m.");
        }
    }
}
