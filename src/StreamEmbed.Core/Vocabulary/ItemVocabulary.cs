using StreamEmbed.Events;

namespace StreamEmbed.Vocabulary;

/// <summary>Which items have a row, and which row: ids to rows and back, exact, growing and shrinking for ever. Single owner.</summary>
/// <remarks>
/// A row keeps its number for as long as its item stays; a freed number goes to the next new item. Besides the id itself
/// an item costs 8 bytes for its reference, 12 to 24 in the index and 8 in the list of live rows.
/// </remarks>
internal sealed class ItemVocabulary
{
    private readonly ChunkedArray<string?> _ids = new();
    private readonly ChunkedArray<int> _live = new();
    private readonly ChunkedArray<int> _livePositions = new();
    private readonly Stack<int> _free = new();
    private readonly ItemIndex _index;

    public ItemVocabulary()
    {
        _index = new ItemIndex(_ids);
    }

    /// <summary>Number of items that have a row.</summary>
    public int Count { get; private set; }

    /// <summary>One above the greatest row number that was ever in use.</summary>
    public int RowLimit { get; private set; }

    /// <summary>The row of an item, or -1.</summary>
    public int Find(ReadOnlySpan<char> id) => _index.Find(id, StableHash.Of(id));

    /// <summary>The rows of several items, -1 for those that have none.</summary>
    public void FindAll(ReadOnlySpan<ItemId> items, Span<int> rows)
    {
        // A look-up waits for memory more than it computes, so all of a session's wait together. The hashes pass
        // through the result, which has just the room.
        for (var i = 0; i < items.Length; i++)
        {
            var hash = StableHash.Of(items[i].Value);
            _index.Prefetch(hash);
            rows[i] = (int)hash;
        }

        for (var i = 0; i < items.Length; i++)
        {
            rows[i] = _index.Find(items[i].Value, (uint)rows[i]);
        }
    }

    /// <summary>The id of a live row.</summary>
    public string IdOf(int row) => _ids[row]!;

    /// <summary>The <paramref name="index"/>-th live row, in no order that means anything; 0 ≤ index &lt; <see cref="Count"/>.</summary>
    public int LiveRow(int index) => _live[index];

    /// <summary>Gives an item that has none a row.</summary>
    public int Add(string id)
    {
        if (!_free.TryPop(out var row))
        {
            row = RowLimit++;
            _ids.Ensure(row);
            _live.Ensure(row);
            _livePositions.Ensure(row);
        }

        _ids[row] = id;
        _live[Count] = row;
        _livePositions[row] = Count;
        Count++;
        _index.Add(StableHash.Of(id), row);
        return row;
    }

    /// <summary>Takes an item's row away; the number may be given to another item at once.</summary>
    public void Remove(int row)
    {
        _index.Remove(StableHash.Of(_ids[row]), row);
        _ids[row] = null;

        Count--;
        var moved = _live[Count];
        var position = _livePositions[row];
        _live[position] = moved;
        _livePositions[moved] = position;
        _free.Push(row);
    }
}
