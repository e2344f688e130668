using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace StreamEmbed.Host.Configuration;

/// <summary>The tables of <c>docs/configuration.md</c>, made from the records.</summary>
internal static class OptionDocument
{
    /// <summary>One table a section, in Markdown.</summary>
    public static string Tables(OptionSchema schema)
    {
        var defaults = new StreamEmbedOptions();
        var text = new StringBuilder();
        foreach (var section in schema.Entries.GroupBy(entry => entry.Section.Name))
        {
            text.Append(CultureInfo.InvariantCulture, $"### {section.Key}\n\n| key | values | default | |\n|---|---|---|---|\n");
            foreach (var entry in section)
            {
                var key = entry.IsMap ? entry.Key + ":*" : entry.Key;
                text.Append(CultureInfo.InvariantCulture, $"| `{key}` | {Values(entry)} | {Default(entry, defaults)} | {entry.Description} |\n");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Values(OptionEntry entry) => entry.Property.GetCustomAttribute<RangeAttribute>() is not { } range
        ? entry.Type.Name
        : string.Create(CultureInfo.InvariantCulture, $"{entry.Type.Name}, {range.Minimum} to {range.Maximum}");

    private static string Default(OptionEntry entry, StreamEmbedOptions defaults)
    {
        var texts = entry.IsMap
            ? entry.EntriesIn(defaults).Select(pair => $"{pair.Name}={entry.Type.Format(pair.Value)}")
            : [entry.Type.Format(entry.ValueIn(defaults))];
        if (entry.Type.IsNullable && entry.ValueIn(defaults) is null && entry.Type.Clr != typeof(TimeSpan))
        {
            return "open";
        }

        return string.Join(" ", texts.Where(text => text.Length > 0).Select(text => $"`{text}`"));
    }
}
