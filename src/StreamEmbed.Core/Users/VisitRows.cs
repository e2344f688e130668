namespace StreamEmbed.Users;

/// <summary>Rows of visits of one length, side by side in large arrays: no object a user, so the garbage collector never moves one.</summary>
/// <param name="length">Visits in a row.</param>
internal sealed class VisitRows(int length)
{
    // About 24 KB a page: below what the runtime keeps apart as large.
    private readonly int _rowsInPage = Math.Max(1, 1_024 / length);
    private readonly List<Visit[]> _pages = [];
    private readonly Stack<int> _free = [];
    private int _used;

    /// <summary>Visits in a row.</summary>
    public int Length => length;

    public Span<Visit> this[int row] => _pages[row / _rowsInPage].AsSpan(row % _rowsInPage * length, length);

    public int Rent()
    {
        if (_free.TryPop(out var row))
        {
            return row;
        }

        if (_used == _pages.Count * _rowsInPage)
        {
            _pages.Add(new Visit[_rowsInPage * length]);
        }

        return _used++;
    }

    /// <summary>Gives a row back; the ids in it are let go.</summary>
    public void Return(int row)
    {
        this[row].Clear();
        _free.Push(row);
    }
}
