namespace StreamEmbed.Host.Configuration;

/// <summary>The options in effect as rows of text, secrets hidden.</summary>
/// <param name="Key">Key of the option.</param>
/// <param name="Value">Its text, as it could be given.</param>
/// <param name="Origin">Where it came from; <c>default</c> when nobody set it.</param>
/// <param name="Description">What it is.</param>
internal sealed record OptionListing(string Key, string Value, string Origin, string Description)
{
    public static IEnumerable<OptionListing> Of(OptionSchema schema, LoadedOptions loaded) =>
        schema.Entries.SelectMany(entry => entry.IsMap ? OfMap(entry, loaded) : [Of(entry, entry.Key, entry.ValueIn(loaded.Values), loaded)]);

    private static IEnumerable<OptionListing> OfMap(OptionEntry entry, LoadedOptions loaded) =>
        entry.EntriesIn(loaded.Values).Select(pair => Of(entry, $"{entry.Key}:{pair.Name}", pair.Value, loaded));

    private static OptionListing Of(OptionEntry entry, string key, object? value, LoadedOptions loaded) => new(
        key,
        SecretKeys.Shown(key, entry.Type.Format(value)),
        loaded.Origins.TryGetValue(key, out var origin) ? origin : "default",
        entry.Description);
}
