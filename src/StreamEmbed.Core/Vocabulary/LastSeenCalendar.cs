using StreamEmbed.State;

namespace StreamEmbed.Vocabulary;

/// <summary>Rows by the day on which they were last known to be seen, to find the ones that may have expired. Single owner.</summary>
/// <remarks>
/// A row lies in the page of the time at which it was entered, in a doubly linked list. Seeing its item again does not move it,
/// so an event costs nothing here: when the page falls due, whoever takes the row looks at its true time and enters it
/// again if it is later. So each row is handled once in a time to live, and expires at most one 1024th of it late.
/// </remarks>
internal sealed class LastSeenCalendar
{
    private const int PagesInTimeToLive = 1024;
    // Twice as many pages as a time to live needs: event times up to one time to live ahead still have a page of their own.
    private const int Pages = 2 * PagesInTimeToLive;
    private const int None = -1;

    private readonly int[] _first = new int[Pages];
    private readonly SavedArray<Links> _links = new();
    private readonly long _timeToLiveMs;
    private readonly long _pageMs;
    private long _oldest = long.MinValue;

    public LastSeenCalendar(long timeToLiveMs)
    {
        _timeToLiveMs = timeToLiveMs;
        _pageMs = Math.Max(1, timeToLiveMs / PagesInTimeToLive);
        Array.Fill(_first, None);
    }

    /// <summary>Enters a row that is not in the calendar, at the time its item was last seen.</summary>
    public void Add(int row, long lastSeenMs)
    {
        var page = lastSeenMs / _pageMs;
        if (_oldest == long.MinValue)
        {
            // Half of the pages before the first time: streams are not quite in order.
            _oldest = page - PagesInTimeToLive;
        }

        // Times outside the calendar go to its edge: too early a look at a row costs one more look, nothing else.
        page = Math.Clamp(page, _oldest, _oldest + Pages - 1);
        var slot = SlotOf(page);
        _links.Ensure(row);
        var next = _first[slot];
        _links.Write(row) = new Links(None, next, slot);
        if (next != None)
        {
            _links.Write(next).Previous = row;
        }

        _first[slot] = row;
    }

    /// <summary>Takes a row out; it must be in the calendar.</summary>
    public void Remove(int row)
    {
        var (previous, next, slot) = _links[row];
        if (previous == None)
        {
            _first[slot] = next;
        }
        else
        {
            _links.Write(previous).Next = next;
        }

        if (next != None)
        {
            _links.Write(next).Previous = previous;
        }
    }

    /// <summary>Takes out the next row whose entry is a whole time to live old at <paramref name="nowMs"/>.</summary>
    public bool TryTakeDue(long nowMs, out int row)
    {
        row = None;
        if (_oldest == long.MinValue)
        {
            return false;
        }

        // A jump over the whole calendar visits each slot once.
        var due = LastDuePage(nowMs);
        for (var visited = 0; _oldest <= due; visited++)
        {
            row = _first[SlotOf(_oldest)];
            if (row != None)
            {
                Remove(row);
                return true;
            }

            _oldest = visited < Pages ? _oldest + 1 : due + 1;
        }

        return false;
    }

    /// <summary>Saves the pages, and what changed of the rows' places in them.</summary>
    public void Save(StateWriter pages, TableChanges links)
    {
        pages.WriteInt64(_timeToLiveMs);
        pages.WriteInt64(_oldest);
        pages.WriteValues<int>(_first);
        _links.Save(links);
    }

    /// <summary>Reads what was saved into a calendar without rows.</summary>
    /// <param name="pages">The pages.</param>
    /// <param name="links">The rows' places.</param>
    /// <param name="rows">One above the greatest row.</param>
    /// <returns>False when it was kept for another time to live: all rows have to be entered anew.</returns>
    /// <exception cref="StateFormatException">It makes no sense.</exception>
    public bool Restore(StateReader pages, ITableReader links, int rows)
    {
        var timeToLiveMs = pages.ReadInt64();
        var oldest = pages.ReadInt64();
        var first = new int[Pages];
        pages.ReadValues<int>(first);
        if (timeToLiveMs != _timeToLiveMs)
        {
            return false;
        }

        _oldest = oldest;
        first.CopyTo(_first, 0);
        _links.Restore(links, rows);
        RequireLists(pages, rows);
        return true;
    }

    // Every row that can be reached is one, is reached once, and its neighbours name it: whatever else is wrong, no walk leaves or circles.
    private void RequireLists(StateReader pages, int rows)
    {
        if (_oldest != long.MinValue && (_oldest < long.MinValue / 2 || _oldest > long.MaxValue / 2))
        {
            throw pages.Wrong($"begins at a page {_oldest}");
        }

        var reached = 0;
        for (var slot = 0; slot < Pages; slot++)
        {
            var previous = None;
            for (var row = _first[slot]; row != None; row = _links[row].Next)
            {
                if ((uint)row >= (uint)rows || _links[row].Previous != previous || _links[row].Slot != slot || ++reached > rows)
                {
                    throw pages.Wrong($"links a row {row} of {rows} wrongly");
                }

                previous = row;
            }
        }
    }

    // The last page of which every time has expired.
    private long LastDuePage(long nowMs) => ((nowMs - _timeToLiveMs + 1) / _pageMs) - 1;

    private static int SlotOf(long page) => (int)(((page % Pages) + Pages) % Pages);

    private record struct Links(int Previous, int Next, int Slot);
}
