using System.Globalization;
using StreamEmbed.Client.Search;
using StreamEmbed.Host.Commands;

namespace StreamEmbed.Host.Asking;

/// <summary>Writes items with scores; the JSON form is one that scripts rely on.</summary>
internal static class ScoredAnswer
{
    public static void Write(TextWriter output, bool json, long snapshot, IReadOnlyList<ScoredItem> items)
    {
        if (json)
        {
            Answers.WriteJson(output, new { snapshot, results = items.Select(found => new { item = found.Item, score = found.Score }) });
            return;
        }

        Answers.WriteTable(
            output,
            ["item", "score"],
            items.Select(found => new[] { found.Item, found.Score.ToString("F4", CultureInfo.InvariantCulture) }));
    }
}
