using StreamEmbed.Events;

namespace StreamEmbed.Serving;

/// <summary>Holds rows back that have hardly turned since they were last published, and remembers them, so that none is forgotten.</summary>
/// <remarks>
/// Compares with what was published and not with the row before, so that many small turns add up to one that counts. Costs the
/// published vectors once more. One owner.
/// </remarks>
/// <param name="minChange">The least change that is published: 1 − cosine, 0 to 2.</param>
public sealed class ChangeFilter(double minChange)
{
    private readonly Dictionary<ItemId, float[]> _published = [];
    private readonly Dictionary<ItemId, ItemRow> _withheld = [];

    /// <summary>Rows that differ from what was published, but not by enough.</summary>
    public int Withheld => _withheld.Count;

    /// <summary>The rows to publish now, in their order.</summary>
    /// <param name="changed">Rows that are new or moved.</param>
    /// <param name="removed">Items that have gone; applied before <paramref name="changed"/>.</param>
    /// <param name="all">Whether rows are due however little they changed, those held back before included.</param>
    public List<ItemRow> Take(IReadOnlyList<ItemRow> changed, IReadOnlyList<ItemId> removed, bool all)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(removed);
        foreach (var item in removed)
        {
            _published.Remove(item);
            _withheld.Remove(item);
        }

        var due = new List<ItemRow>(changed.Count);
        foreach (var row in changed)
        {
            if (all || !_published.TryGetValue(row.Item, out var published) || Change(published, row.Vector) > minChange)
            {
                _published[row.Item] = row.Vector;
                _withheld.Remove(row.Item);
                due.Add(row);
            }
            else
            {
                _withheld[row.Item] = row;
            }
        }

        return all ? WithHeldBack(due) : due;
    }

    private List<ItemRow> WithHeldBack(List<ItemRow> due)
    {
        foreach (var row in _withheld.Values)
        {
            _published[row.Item] = row.Vector;
            due.Add(row);
        }

        _withheld.Clear();
        return due;
    }

    // A vector of zeros has no direction: to and from it is always a change.
    private static double Change(float[] from, float[] to)
    {
        double dot = 0, squaredFrom = 0, squaredTo = 0;
        for (var d = 0; d < to.Length; d++)
        {
            dot += (double)from[d] * to[d];
            squaredFrom += (double)from[d] * from[d];
            squaredTo += (double)to[d] * to[d];
        }

        var lengths = Math.Sqrt(squaredFrom * squaredTo);
        return lengths == 0 ? double.PositiveInfinity : 1 - (dot / lengths);
    }
}
