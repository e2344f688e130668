using System.Globalization;
using StreamEmbed.Client.Search;
using StreamEmbed.Host.Commands;

namespace StreamEmbed.Host.Asking;

/// <summary>Writes items with scores; the JSON form is one that scripts rely on.</summary>
internal static class ScoredAnswer
{
    /// <param name="number">Of the snapshot, or of the checkpoint that was asked.</param>
    public static void Write(TextWriter output, bool json, long number, bool isCheckpoint, IReadOnlyList<ScoredItem> items)
    {
        if (json)
        {
            var results = items.Select(found => new { item = found.Item, score = found.Score });
            if (isCheckpoint)
            {
                // What was published when is not in a checkpoint.
                Answers.WriteJson(output, new { snapshot = (long?)null, checkpoint = number, results });
            }
            else
            {
                Answers.WriteJson(output, new { snapshot = number, results });
            }

            return;
        }

        Answers.WriteTable(
            output,
            ["item", "score"],
            items.Select(found => new[] { found.Item, found.Score.ToString("F4", CultureInfo.InvariantCulture) }));
    }
}
