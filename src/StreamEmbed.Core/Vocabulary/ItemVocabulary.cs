using StreamEmbed.Events;
using StreamEmbed.State;

namespace StreamEmbed.Vocabulary;

/// <summary>Which items have a row, and which row: ids to rows and back, exact, growing and shrinking for ever. Single owner.</summary>
/// <remarks>
/// A row keeps its number for as long as its item stays; a freed number goes to the next new item. Besides the id itself
/// an item costs 8 bytes for its reference, 12 to 24 in the index and 8 in the list of live rows.
/// </remarks>
internal sealed class ItemVocabulary
{
    private readonly ChunkedArray<string?> _ids = new();
    private readonly SavedArray<int> _live = new();
    private readonly ChunkedArray<int> _livePositions = new();
    private readonly SavedArray<int> _free = new();
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

    /// <summary>Whether a row is an item's.</summary>
    public bool IsLive(int row) => _ids[row] is not null;

    /// <summary>The id of a live row.</summary>
    public string IdOf(int row) => _ids[row]!;

    /// <summary>The <paramref name="index"/>-th live row, in no order that means anything; 0 ≤ index &lt; <see cref="Count"/>.</summary>
    public int LiveRow(int index) => _live[index];

    /// <summary>Gives an item that has none a row.</summary>
    public int Add(string id)
    {
        int row;
        if (RowLimit > Count)
        {
            row = _free[RowLimit - Count - 1];
        }
        else
        {
            row = RowLimit++;
            _ids.Ensure(row);
            _live.Ensure(row);
            _livePositions.Ensure(row);
        }

        _ids[row] = id;
        _live.Write(Count) = row;
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
        _live.Write(position) = moved;
        _livePositions[moved] = position;

        var free = RowLimit - Count - 1;
        _free.Ensure(free);
        _free.Write(free) = row;
    }

    /// <summary>Saves all but the ids, which are saved with their rows.</summary>
    public void Save(StateWriter state, TableChanges live, TableChanges free)
    {
        state.WriteInt32(Count);
        state.WriteInt32(RowLimit);
        _live.Save(live);
        _free.Save(free);
    }

    /// <summary>Begins to read what was saved into a vocabulary without items: then all ids are to be set, then <see cref="EndRestore"/> called.</summary>
    /// <exception cref="StateFormatException">It makes no sense.</exception>
    public void BeginRestore(StateReader state)
    {
        Count = state.ReadInt32();
        RowLimit = state.ReadInt32();
        if (Count < 0 || RowLimit < Count)
        {
            throw state.Wrong($"holds {Count} items in {RowLimit} rows");
        }

        for (var row = 0; row < RowLimit; row += ChunkedArray<string>.ChunkLength)
        {
            _ids.Ensure(row);
            _livePositions.Ensure(row);
        }
    }

    /// <summary>Sets the id of a live row.</summary>
    public void RestoreId(int row, string id) => _ids[row] = id;

    /// <summary>Ends what <see cref="BeginRestore"/> began.</summary>
    /// <exception cref="StateFormatException">It makes no sense.</exception>
    public void EndRestore(ITableReader live, ITableReader free)
    {
        _live.Restore(live, Count);
        _free.Restore(free, RowLimit - Count);
        for (var i = 0; i < Count; i++)
        {
            var row = _live[i];
            if ((uint)row >= (uint)RowLimit || _ids[row] is not { } id || _index.Find(id, StableHash.Of(id)) >= 0)
            {
                throw live.Record.Wrong($"names a row {row} that is no item's, or an item twice");
            }

            _livePositions[row] = i;
            _index.Add(StableHash.Of(id), row);
        }
    }
}
