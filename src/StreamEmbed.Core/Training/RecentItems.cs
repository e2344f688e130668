using StreamEmbed.Randomness;
using StreamEmbed.State;

namespace StreamEmbed.Training;

/// <summary>The rows of the last events, from which recent noise is drawn: it follows what is clicked without any table to rebuild. Single owner.</summary>
internal sealed class RecentItems
{
    private const int Gone = -1;

    private readonly int[] _rows;
    // Events % _rows.Length, without a division an event.
    private int _next;

    public RecentItems(int events)
    {
        _rows = new int[events];
    }

    /// <summary>Events pushed so far; the number of the next one.</summary>
    public long Events { get; private set; }

    private int Filled => (int)Math.Min(Events, _rows.Length);

    public void Push(int row)
    {
        _rows[_next++] = row;
        if (_next == _rows.Length)
        {
            _next = 0;
        }

        Events++;
    }

    /// <summary>Rows by their share of recent events; -1 where the drawn event's item has gone, or there were no events.</summary>
    public void Draw(Span<int> rows, SeededRandom random)
    {
        var filled = Filled;
        foreach (ref var row in rows)
        {
            row = filled == 0 ? Gone : _rows[random.NextInt(filled)];
        }
    }

    /// <summary>Forgets a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="lastEvent">Number of its last event modulo 2³²: a ring that has moved past it is not searched.</param>
    public void Forget(int row, uint lastEvent)
    {
        if (unchecked((uint)Events - lastEvent) <= (uint)_rows.Length)
        {
            _rows.AsSpan().Replace(row, Gone);
        }
    }

    public void Save(StateWriter state)
    {
        state.WriteInt64(Events);
        state.WriteValues<int>(_rows.AsSpan(0, Filled));
    }

    /// <param name="state">What was saved.</param>
    /// <param name="rowLimit">One above the greatest row.</param>
    /// <exception cref="StateFormatException">It is of a ring of another size, or damaged.</exception>
    public void Restore(StateReader state, int rowLimit)
    {
        Events = state.ReadInt64();
        if (Events < 0)
        {
            throw state.Wrong($"counts {Events} events");
        }

        _next = (int)(Events % _rows.Length);
        var rows = _rows.AsSpan(0, Filled);
        state.ReadValues(rows);
        if (rows.ContainsAnyExceptInRange(Gone, rowLimit - 1))
        {
            throw state.Wrong($"holds an event of a row that is none of {rowLimit}");
        }
    }
}
