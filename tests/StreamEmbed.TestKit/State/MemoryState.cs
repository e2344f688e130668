using StreamEmbed.Randomness;
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

    /// <summary>The same with one thing wrong somewhere: a bit, four bytes, an end that is missing, a record that is missing or has another key.</summary>
    public MemoryState Damaged(SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var copy = new MemoryState();
        foreach (var (name, section) in _sections)
        {
            copy._sections[name] = section;
        }

        foreach (var (name, table) in _tables)
        {
            copy._tables[name] = (table.Version, new SortedDictionary<ulong, byte[]>(table.Records));
        }

        copy.Damage(random);
        return copy;
    }

    /// <summary>Everything written, in one array.</summary>
    public static byte[] ToArray(StateWriter writer) => [.. writer.Chunks.SelectMany(chunk => chunk.ToArray())];

    private void Damage(SeededRandom random)
    {
        var at = random.NextInt(_sections.Count + _tables.Count);
        if (at < _sections.Count)
        {
            var (name, section) = _sections.ElementAt(at);
            _sections[name] = (section.Version, Damaged(section.Content, random));
            return;
        }

        var records = _tables.Values.ElementAt(at - _sections.Count).Records;
        if (records.Count == 0)
        {
            return;
        }

        var (key, record) = records.ElementAt(random.NextInt(records.Count));
        switch (random.NextInt(6))
        {
            case 0:
                records.Remove(key);
                break;
            case 1:
                records.Remove(key);
                records[random.NextUInt64() >> random.NextInt(64)] = record;
                break;
            default:
                records[key] = Damaged(record, random);
                break;
        }
    }

    private static byte[] Damaged(byte[] content, SeededRandom random)
    {
        var damaged = content.ToArray();
        if (damaged.Length == 0)
        {
            return [1];
        }

        var at = random.NextInt(damaged.Length);
        switch (random.NextInt(4))
        {
            case 0:
                return damaged[..at];
            case 1:
                damaged.AsSpan(at, Math.Min(4, damaged.Length - at)).Fill((byte)(random.NextInt(2) == 0 ? 0xFF : 0x7F));
                return damaged;
            default:
                damaged[at] ^= (byte)(1 << random.NextInt(8));
                return damaged;
        }
    }

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
