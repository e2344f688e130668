using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace StreamEmbed.Host.Configuration;

/// <summary>Checks values: the ranges that attributes state, and the rules between options that the records state.</summary>
internal static class OptionChecks
{
    /// <summary>One sentence a fault, naming the key, the value and where it came from.</summary>
    public static IEnumerable<string> Faults(OptionSchema schema, StreamEmbedOptions options, IReadOnlyDictionary<string, string> origins) =>
        RangeFaults(schema, options, origins).Concat(RuleFaults(schema, options, origins));

    private static IEnumerable<string> RangeFaults(OptionSchema schema, StreamEmbedOptions options, IReadOnlyDictionary<string, string> origins) =>
        from entry in schema.Entries
        let value = entry.ValueIn(options)
        from rule in entry.Property.GetCustomAttributes<ValidationAttribute>()
        where !rule.IsValid(value)
        select $"{entry.Key} {Broken(rule, entry, value)}{Origin(origins, entry.Key)}.";

    private static string Broken(ValidationAttribute rule, OptionEntry entry, object? value) => rule switch
    {
        RequiredAttribute => "must not be empty",
        RangeAttribute range => string.Create(
            CultureInfo.InvariantCulture,
            $"must be from {range.Minimum} to {range.Maximum}, but is {entry.Type.Format(value)}"),
        _ => throw new NotSupportedException($"{rule.GetType().Name} on {entry.Key} has no sentence; add it here."),
    };

    private static string Origin(IReadOnlyDictionary<string, string> origins, string key) =>
        origins.TryGetValue(key, out var origin) ? $" ({origin})" : "";

    private static IEnumerable<string> RuleFaults(OptionSchema schema, StreamEmbedOptions options, IReadOnlyDictionary<string, string> origins) =>
        from section in schema.Entries.GroupBy(entry => entry.Section)
        let record = section.Key.GetValue(options)
        let faults = (IEnumerable<string>?)record.GetType().GetMethod("Faults", Type.EmptyTypes)?.Invoke(record, null) ?? []
        from fault in faults
        select WithOrigins(fault, section, origins);

    // The records do not know where values came from: what was set of the options that the sentence names is added here.
    private static string WithOrigins(string fault, IEnumerable<OptionEntry> section, IReadOnlyDictionary<string, string> origins)
    {
        var named = section.Where(entry => Regex.IsMatch(fault, $@"\b{entry.Property.Name}\b")).Select(entry => entry.Key).ToList();
        var set = origins.Where(pair => IsNamed(fault, pair.Key, named)).ToList();
        return set.Count switch
        {
            0 => fault,
            1 => $"{fault.TrimEnd('.')} ({set[0].Value}).",
            _ => $"{fault.TrimEnd('.')} ({string.Join(", ", set.Select(pair => $"{pair.Key}: {pair.Value}"))}).",
        };
    }

    // Of a family only the entries that the sentence names, not all that were set.
    private static bool IsNamed(string fault, string key, List<string> named) =>
        named.Contains(key) || (named.Any(family => key.StartsWith(family + ":", StringComparison.Ordinal)) && fault.Contains(key, StringComparison.Ordinal));
}
