using System.Collections;
using System.Reflection;

namespace StreamEmbed.Host.Configuration;

/// <summary>One option, or one family of options whose last name is free (<see cref="IsMap"/>).</summary>
/// <param name="Section">Property of <see cref="StreamEmbedOptions"/>.</param>
/// <param name="Property">Property of the section's record.</param>
/// <param name="Type">Type of the value, or of a family's values.</param>
/// <param name="IsMap">True for a dictionary: any name may follow the key, and entries are added to the default's.</param>
/// <param name="Description">The summary of the property's documentation, in Markdown.</param>
internal sealed record OptionEntry(PropertyInfo Section, PropertyInfo Property, OptionType Type, bool IsMap, string Description)
{
    public string Key { get; } = $"{Section.Name}:{Property.Name}";

    /// <summary>The option's value in a set of options; for a family a dictionary.</summary>
    public object? ValueIn(StreamEmbedOptions options) => Property.GetValue(Section.GetValue(options));

    /// <summary>The entries of a family in a set of options.</summary>
    public IEnumerable<(string Name, object? Value)> EntriesIn(StreamEmbedOptions options)
    {
        foreach (DictionaryEntry entry in (IDictionary)ValueIn(options)!)
        {
            yield return ((string)entry.Key, entry.Value);
        }
    }

    /// <summary>Writes a value while options are being loaded; afterwards the records are not written again.</summary>
    public void SetIn(StreamEmbedOptions options, object? value) => Property.SetValue(Section.GetValue(options), value);
}
