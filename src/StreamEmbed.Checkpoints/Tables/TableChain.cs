using StreamEmbed.Checkpoints.Files;
using StreamEmbed.State;

namespace StreamEmbed.Checkpoints.Tables;

/// <summary>The files that all tables of a checkpoint are in: whole ones and the changes since, the oldest first.</summary>
internal sealed class TableChain(IReadOnlyList<StateFileReader> files)
{
    /// <summary>Names of the tables.</summary>
    public IEnumerable<string> Names => files.SelectMany(file => file.Parts).Select(part => part.Name).Distinct();

    /// <summary>A table's records, or null when no file has any of it.</summary>
    /// <exception cref="StateFormatException">A file is damaged.</exception>
    public MergedTable? Open(string name)
    {
        List<StateFileReader> holding = [];
        List<FilePart> parts = [];
        foreach (var file in files)
        {
            if (file.Find(name) is not { } part)
            {
                continue;
            }

            if (part.IsWhole)
            {
                // What was before does not count any more.
                holding.Clear();
                parts.Clear();
            }

            holding.Add(file);
            parts.Add(part);
        }

        return parts.Count == 0 ? null : new MergedTable(holding, parts);
    }
}
