using System.Collections;
using Microsoft.Extensions.Configuration;

namespace StreamEmbed.Host.Configuration;

/// <summary>Makes the option records from their sources and checks all of it together.</summary>
internal sealed class OptionLoader
{
    private readonly OptionSchema _schema;
    private readonly StreamEmbedOptions _options = new();
    private readonly Dictionary<string, string> _origins = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _faults = [];

    private OptionLoader(OptionSchema schema)
    {
        _schema = schema;
    }

    /// <exception cref="InvalidOptionsException">Lists every fault of every source at once.</exception>
    public static LoadedOptions Load(OptionSources sources, OptionSchema schema)
    {
        var loader = new OptionLoader(schema);
        loader.Read(OptionLayer.Of(sources));
        loader._faults.AddRange(OptionChecks.Faults(schema, loader._options, loader._origins));
        return loader._faults.Count == 0
            ? new LoadedOptions(loader._options, loader._origins)
            : throw new InvalidOptionsException(loader._faults);
    }

    private void Read(IReadOnlyList<OptionLayer> layers)
    {
        var builder = new ConfigurationBuilder();
        foreach (var layer in layers)
        {
            builder.Add(layer.Source);
        }

        var root = builder.Build();
        var providers = root.Providers.ToList();
        foreach (var (key, value) in root.AsEnumerable().Where(pair => pair.Value is not null).OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            var winner = providers.FindLastIndex(provider => provider.TryGet(key, out _));
            Set(key, value!, layers[winner].Origin(key));
        }
    }

    private void Set(string key, string value, string origin)
    {
        if (!_schema.TryFind(key, out var entry, out var mapKey))
        {
            // JSON's {} and [] give a section an empty value.
            if (!(_schema.IsGroup(key) && value.Length == 0))
            {
                _faults.Add(Unknown(key, origin));
            }

            return;
        }

        var name = mapKey is null ? entry.Key : $"{entry.Key}:{mapKey}";
        if (!entry.Type.TryParse(value, out var parsed))
        {
            _faults.Add($"{name} is '{SecretKeys.Shown(name, value)}' ({origin}), but must be {entry.Type.Expected}.");
            return;
        }

        _origins[name] = origin;
        entry.SetIn(_options, mapKey is null ? parsed : With(entry, mapKey, parsed));
    }

    private string Unknown(string key, string origin)
    {
        var meant = KeySuggestion.For(key, _schema.Entries.Select(entry => entry.Key));
        return $"There is no option {key} ({origin})." + (meant is null ? "" : $" Did you mean {meant}?");
    }

    // The records hold read-only dictionaries: each entry makes a copy with one more.
    private object With(OptionEntry entry, string mapKey, object? value)
    {
        var copy = (IDictionary)Activator.CreateInstance(
            typeof(Dictionary<,>).MakeGenericType(typeof(string), entry.Type.Clr), StringComparer.Ordinal)!;
        foreach (var (name, old) in entry.EntriesIn(_options))
        {
            copy.Add(name, old);
        }

        copy[mapKey] = value;
        return copy;
    }
}
