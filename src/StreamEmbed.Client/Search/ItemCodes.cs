using StreamEmbed.Search;

namespace StreamEmbed.Client.Search;

/// <summary>Codes of a table's vectors, in step with every change; their lists are made anew in the background when they are out of shape.</summary>
/// <remarks>
/// A change costs about as much as comparing with the lists' centroids. New lists are made of an immutable copy, on the
/// thread pool, while the old ones follow the changes and serve; then the rows that changed meanwhile are written once more.
/// One at a time, and not before half as many rows have come or changed list as there are: a bounded share of the work on
/// changes, however long it goes on. Exact answers do not depend on lists; likely ones may differ until new lists are taken.
/// One owner.
/// </remarks>
internal sealed class ItemCodes(int dimension, CancellationToken stopping)
{
    /// <summary>Rows from which on lists are made; a scan of fewer takes a few dozen microseconds.</summary>
    public const int LeastRows = 8_192;

    // Lists start at places that depend on this alone.
    private const long Seed = 1;

    private readonly HashSet<int> _changed = [];
    private CodeIndex _index = new(dimension);
    private Task<CodeIndex>? _building;
    private int _builtRows;
    private long _writes;

    /// <summary>Whether new lists are ready to be taken.</summary>
    public bool IsReady => _building is { IsCompleted: true };

    /// <summary>Completes when new lists are ready, at once when none are made.</summary>
    public Task Building => _building ?? Task.CompletedTask;

    public void Add(ReadOnlySpan<float> vector)
    {
        Changed(_index.Count);
        _index.Add(vector);
    }

    public void Set(int row, ReadOnlySpan<float> vector)
    {
        Changed(row);
        _index.Set(row, vector);
    }

    /// <summary>The last row gets the number.</summary>
    public void RemoveAt(int row)
    {
        Changed(row);
        _index.RemoveAt(row);
    }

    public FrozenCodeIndex Freeze() => _index.Freeze();

    /// <summary>Takes the new lists that are ready.</summary>
    /// <param name="rows">The rows as they are now.</param>
    /// <exception cref="Exception">Making them has failed.</exception>
    public void TakeReady(IVectorRows rows)
    {
        var index = _building!.GetAwaiter().GetResult();
        while (index.Count > rows.Count)
        {
            index.RemoveAt(index.Count - 1);
        }

        foreach (var row in _changed)
        {
            if (row < index.Count)
            {
                index.Set(row, rows.VectorOf(row));
            }
        }

        while (index.Count < rows.Count)
        {
            index.Add(rows.VectorOf(index.Count));
        }

        (_index, _building) = (index, null);
        _changed.Clear();
    }

    /// <summary>Starts to make new lists when it is time.</summary>
    /// <param name="rows">An immutable copy of the rows as they are now.</param>
    public void BuildIfDue(IVectorRows rows)
    {
        if (_building is not null || rows.Count < LeastRows || !IsDue(rows.Count))
        {
            return;
        }

        (_builtRows, _writes) = (rows.Count, 0);
        _building = Task.Run(() => CodeIndex.Build(rows, dimension, Seed, stopping), stopping);
    }

    // Rows in one list never change it: there, all writes count, and it takes more of them to look again whether lists are of use.
    private bool IsDue(int rows) =>
        _builtRows == 0 || rows > 2 * _builtRows || (_index.Lists > 1 ? 2 * _index.Relisted >= rows : _writes >= 4L * rows);

    private void Changed(int row)
    {
        _writes++;
        if (_building is not null)
        {
            _changed.Add(row);
        }
    }
}
