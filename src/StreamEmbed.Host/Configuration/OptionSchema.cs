using System.Reflection;

namespace StreamEmbed.Host.Configuration;

/// <summary>Every option there is, read from the option records: the one source for unknown-key checks, listings and documentation.</summary>
internal sealed class OptionSchema
{
    private readonly Dictionary<string, OptionEntry> _byKey;

    private OptionSchema(IReadOnlyList<OptionEntry> entries)
    {
        Entries = entries;
        _byKey = entries.ToDictionary(entry => entry.Key, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The options in the order in which the records declare them.</summary>
    public IReadOnlyList<OptionEntry> Entries { get; }

    public static OptionSchema Read()
    {
        var documentation = new DocumentationSummaries();
        var entries =
            from section in typeof(StreamEmbedOptions).GetProperties()
            from property in section.PropertyType.GetProperties().Where(property => property.CanWrite)
            select Entry(section, property, documentation.Of(property));
        return new OptionSchema([.. entries]);
    }

    /// <summary>The option that a key belongs to, and for a family the free last part of the key.</summary>
    public bool TryFind(string key, out OptionEntry entry, out string? mapKey)
    {
        mapKey = null;
        if (_byKey.TryGetValue(key, out entry!))
        {
            return !entry.IsMap;
        }

        var end = key.IndexOf(':', key.IndexOf(':', StringComparison.Ordinal) + 1);
        if (end < 0 || !_byKey.TryGetValue(key[..end], out entry!) || !entry.IsMap)
        {
            return false;
        }

        mapKey = key[(end + 1)..];
        return mapKey.Length > 0;
    }

    /// <summary>Whether a key names a section or a family, which have no value of their own.</summary>
    public bool IsGroup(string key) => _byKey.TryGetValue(key, out var entry)
        ? entry.IsMap
        : Entries.Any(entry => entry.Section.Name.Equals(key, StringComparison.OrdinalIgnoreCase));

    private static OptionEntry Entry(PropertyInfo section, PropertyInfo property, string description)
    {
        var type = property.PropertyType;
        var isMap = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>);
        var value = isMap ? type.GetGenericArguments()[1] : type;
        return new OptionEntry(section, property, OptionType.Of(value, property.Name), isMap, description);
    }
}
