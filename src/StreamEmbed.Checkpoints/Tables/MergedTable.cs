using StreamEmbed.Checkpoints.Files;
using StreamEmbed.State;

namespace StreamEmbed.Checkpoints.Tables;

/// <summary>A table out of its whole form and the changes since: one pass over all files at once, by key, the newest word counts.</summary>
/// <remarks>Memory: a block and a record of each file, whatever the size of the table.</remarks>
internal sealed class MergedTable : ITableReader
{
    private readonly TableCursor[] _cursors;
    private readonly bool[] _isAhead;
    private readonly bool[] _hasEnded;

    /// <param name="files">The files that hold parts of the table, the oldest first.</param>
    /// <param name="parts">The part in each.</param>
    public MergedTable(IReadOnlyList<StateFileReader> files, IReadOnlyList<FilePart> parts)
    {
        _cursors = [.. files.Select((file, index) => new TableCursor(file, parts[index]))];
        _isAhead = new bool[_cursors.Length];
        _hasEnded = new bool[_cursors.Length];
        Record = new StateReader(parts[0].Name, parts[0].Version, default);
    }

    public ulong Key { get; private set; }

    public StateReader Record { get; }

    /// <summary>Content of the record that <see cref="Record"/> reads.</summary>
    public ReadOnlyMemory<byte> Content { get; private set; }

    public bool Read()
    {
        while (true)
        {
            var newest = Newest();
            if (newest is null)
            {
                return false;
            }

            if (!newest.IsDeleted)
            {
                (Key, Content) = (newest.Key, newest.Content);
                Record.Open(Content);
                return true;
            }
        }
    }

    public void Dispose()
    {
        foreach (var cursor in _cursors)
        {
            cursor.Dispose();
        }
    }

    /// <summary>The newest word on the least key that is left; null at the end. All older words on it are passed over.</summary>
    private TableCursor? Newest()
    {
        TableCursor? least = null;
        for (var i = 0; i < _cursors.Length; i++)
        {
            if (!_isAhead[i] && !_hasEnded[i])
            {
                _isAhead[i] = _cursors[i].Read();
                _hasEnded[i] = !_isAhead[i];
            }

            // A later file comes later, and so wins a tie.
            if (_isAhead[i] && (least is null || _cursors[i].Key <= least.Key))
            {
                least = _cursors[i];
            }
        }

        for (var i = 0; i < _cursors.Length; i++)
        {
            _isAhead[i] = _isAhead[i] && _cursors[i].Key != least!.Key;
        }

        return least;
    }
}
