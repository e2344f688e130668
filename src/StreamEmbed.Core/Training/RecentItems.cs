using StreamEmbed.Randomness;

namespace StreamEmbed.Training;

/// <summary>The rows of the last events, from which recent noise is drawn: it follows what is clicked without any table to rebuild. Single owner.</summary>
internal sealed class RecentItems
{
    private const int Gone = -1;

    private readonly int[] _rows;

    public RecentItems(int events)
    {
        _rows = new int[events];
    }

    /// <summary>Events pushed so far; the number of the next one.</summary>
    public long Events { get; private set; }

    public void Push(int row)
    {
        _rows[(int)(Events % _rows.Length)] = row;
        Events++;
    }

    /// <summary>A row by its share of recent events, or -1 when the drawn event's item has gone or there were no events.</summary>
    public int Draw(SeededRandom random)
    {
        var filled = (int)Math.Min(Events, _rows.Length);
        return filled == 0 ? Gone : _rows[random.NextInt(filled)];
    }

    /// <summary>Forgets a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="lastEvent">Number of its last event: a ring that has moved past it is not searched.</param>
    public void Forget(int row, long lastEvent)
    {
        if (Events - lastEvent <= _rows.Length)
        {
            _rows.AsSpan().Replace(row, Gone);
        }
    }
}
