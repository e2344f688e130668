using StreamEmbed.State;

namespace StreamEmbed.TestKit.State;

/// <summary>Saved state without files: takes saves one after another, and gives what they add up to.</summary>
public sealed class MemoryState : ISavedState
{
    private readonly Dictionary<string, (int Version, byte[] Content)> _sections = [];
    private readonly Dictionary<string, (int Version, SortedDictionary<ulong, byte[]> Records)> _tables = [];

    /// <summary>Takes a save as a checkpoint would: sections replace their former ones, changes are applied to tables.</summary>
    public MemoryState Add(StateSave save)
    {
        _sections.Clear();
        foreach (var section in save.Sections)
        {
            _sections[section.Name] = (section.Version, ToArray(section.Content));
        }

        foreach (var table in save.Tables)
        {
            Apply(table);
        }

        return this;
    }

    public StateReader? FindSection(string name) =>
        _sections.TryGetValue(name, out var section) ? new StateReader(name, section.Version, section.Content) : null;

    public ITableReader? OpenTable(string name) =>
        _tables.TryGetValue(name, out var table) ? new MemoryTableReader(name, table.Version, table.Records) : null;

    /// <summary>Everything written, in one array.</summary>
    public static byte[] ToArray(StateWriter writer) => [.. writer.Chunks.SelectMany(chunk => chunk.ToArray())];

    private void Apply(TableChanges changes)
    {
        var records = changes.IsWhole || !_tables.TryGetValue(changes.Name, out var table) ? [] : table.Records;
        var reader = new StateReader(changes.Name, changes.Version, ToArray(changes.Content));
        while (reader.Remaining > 0)
        {
            var key = reader.ReadUInt64();
            var length = reader.ReadUInt32();
            if (length == TableChanges.Deleted)
            {
                records.Remove(key);
            }
            else
            {
                records[key] = reader.ReadBytes((int)length).ToArray();
            }
        }

        _tables[changes.Name] = (changes.Version, records);
    }
}
