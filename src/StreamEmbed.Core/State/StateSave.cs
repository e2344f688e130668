namespace StreamEmbed.State;

/// <summary>What the stages save at one cut of the stream: small sections whole, large tables as changes.</summary>
/// <remarks>Travels with the barrier: each stage adds its own while it holds it. Whoever holds it last disposes it.</remarks>
/// <param name="isWhole">Tables are to be saved whole, because there is nothing before it to which changes could be added.</param>
public sealed class StateSave(bool isWhole) : IDisposable
{
    private readonly Dictionary<string, StateSection> _sections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TableChanges> _tables = new(StringComparer.Ordinal);

    /// <summary>Whether tables are to be saved whole.</summary>
    public bool IsWhole { get; } = isWhole;

    public IReadOnlyCollection<StateSection> Sections => _sections.Values;

    public IReadOnlyCollection<TableChanges> Tables => _tables.Values;

    /// <summary>Bytes held.</summary>
    public long Length => _sections.Values.Sum(section => section.Content.Length) + _tables.Values.Sum(table => table.Content.Length);

    /// <summary>Adds a section.</summary>
    /// <returns>Where to write its content.</returns>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public StateWriter AddSection(string name, int version)
    {
        var section = new StateSection(name, version, new StateWriter());
        _sections.Add(name, section);
        return section.Content;
    }

    /// <summary>Adds a table, whole or its changes as <see cref="IsWhole"/> says.</summary>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public TableChanges AddTable(string name, int version)
    {
        var table = new TableChanges(name, version, IsWhole);
        _tables.Add(name, table);
        return table;
    }

    public void Dispose()
    {
        foreach (var section in _sections.Values)
        {
            section.Content.Dispose();
        }

        foreach (var table in _tables.Values)
        {
            table.Content.Dispose();
        }
    }
}
