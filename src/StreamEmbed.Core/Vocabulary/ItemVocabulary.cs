using StreamEmbed.Events;
using StreamEmbed.State;

namespace StreamEmbed.Vocabulary;

/// <summary>Which items have a row, and which row: ids to rows and back, exact, growing and shrinking for ever. Single owner.</summary>
/// <remarks>
/// A row keeps its number for as long as its item stays; a freed number goes to the next new item. An item costs the bytes of its id
/// and 6 to 9 more in the arena, some 10 in the index, 4 for its place in the arena and 8 in the list of live rows. Strings are made
/// only where one is asked for.
/// </remarks>
internal sealed class ItemVocabulary
{
    private readonly IdArena _ids = new();
    private readonly ChunkedArray<uint> _entries = new();
    private readonly SavedArray<int> _live = new();
    private readonly ChunkedArray<int> _livePositions = new();
    private readonly SavedArray<int> _free = new();
    private readonly ItemIndex _index;
    private byte[] _bytes = new byte[256];
    private Searched[] _searched = new Searched[64];

    public ItemVocabulary()
    {
        _index = new ItemIndex(_ids);
    }

    /// <summary>Number of items that have a row.</summary>
    public int Count { get; private set; }

    /// <summary>One above the greatest row number that was ever in use.</summary>
    public int RowLimit { get; private set; }

    /// <summary>Bytes of ids and index.</summary>
    internal long IdBytesHeld => _ids.Bytes + _index.Bytes;

    internal IdArena Ids => _ids;

    internal ItemIndex Index => _index;

    /// <summary>The row of an item, or -1.</summary>
    public int Find(ReadOnlySpan<char> id)
    {
        var bytes = Encoded(id);
        return Find(bytes, ItemIndex.HashOf(bytes));
    }

    /// <summary>The rows of several items, -1 for those that have none.</summary>
    public void FindAll(ReadOnlySpan<ItemId> items, Span<int> rows)
    {
        // A look-up waits for memory more than it computes, so all of a session's wait together: first for their buckets, then for the ids.
        if (_searched.Length < items.Length)
        {
            _searched = new Searched[2 * items.Length];
        }

        var end = 0;
        for (var i = 0; i < items.Length; i++)
        {
            ReadOnlySpan<char> id = items[i].Value;
            EnsureBytes(end + IdBytes.MostBytes(id.Length));
            var length = IdBytes.Encode(id, _bytes.AsSpan(end));
            var hash = ItemIndex.HashOf(_bytes.AsSpan(end, length));
            _index.Prefetch(hash);
            _searched[i] = new Searched(hash, end, length);
            end += length;
        }

        for (var i = 0; i < items.Length; i++)
        {
            _index.PrefetchId(_searched[i].Hash);
        }

        for (var i = 0; i < items.Length; i++)
        {
            var (hash, start, length) = _searched[i];
            rows[i] = Find(_bytes.AsSpan(start, length), hash);
        }
    }

    /// <summary>Whether a row is an item's.</summary>
    public bool IsLive(int row) => _entries[row] != 0;

    /// <summary>The id of a live row, as a new string.</summary>
    public string IdOf(int row) => IdBytes.Decode(IdBytesOf(row));

    /// <summary>The bytes of a live row's id: a view that holds until the next item is added.</summary>
    public ReadOnlySpan<byte> IdBytesOf(int row) => _ids.IdOf(_entries[row]);

    /// <summary>The <paramref name="index"/>-th live row, in no order that means anything; 0 ≤ index &lt; <see cref="Count"/>.</summary>
    public int LiveRow(int index) => _live[index];

    /// <summary>Gives an item that has none a row.</summary>
    /// <exception cref="ArgumentException">The id is longer than <see cref="IdArena.LongestId"/> bytes.</exception>
    public int Add(ReadOnlySpan<char> id)
    {
        // The only step that may refuse comes first.
        var bytes = Encoded(id);
        var row = RowLimit > Count ? _free[RowLimit - Count - 1] : RowLimit;
        var entry = _ids.Add(row, bytes);
        if (row == RowLimit)
        {
            RowLimit++;
            _entries.Ensure(row);
            _live.Ensure(row);
            _livePositions.Ensure(row);
        }

        _entries[row] = entry;
        _live.Write(Count) = row;
        _livePositions[row] = Count;
        Count++;
        _index.Add(ItemIndex.HashOf(bytes), entry);
        CleanIds();
        return row;
    }

    /// <summary>Takes an item's row away; the number may be given to another item at once.</summary>
    public void Remove(int row)
    {
        var entry = _entries[row];
        _index.Remove(ItemIndex.HashOf(_ids.IdOf(entry)), entry);
        _ids.Remove(entry);
        _entries[row] = 0;

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
    }

    /// <summary>Makes room for rows up to and with this one, while ids are being set.</summary>
    public void EnsureRestored(int row)
    {
        _entries.Ensure(row);
        _livePositions.Ensure(row);
    }

    /// <summary>Sets the id of a live row; false when it is no id.</summary>
    public bool RestoreId(int row, ReadOnlySpan<byte> id)
    {
        if (id.Length > IdArena.LongestId || !IdBytes.IsValid(id))
        {
            return false;
        }

        _entries[row] = _ids.Add(row, id);
        return true;
    }

    /// <summary>Ends what <see cref="BeginRestore"/> began.</summary>
    /// <exception cref="StateFormatException">It makes no sense.</exception>
    public void EndRestore(ITableReader live, ITableReader free)
    {
        _live.Restore(live, Count);
        _free.Restore(free, RowLimit - Count);
        for (var i = 0; i < Count; i++)
        {
            var row = _live[i];
            if ((uint)row >= (uint)RowLimit || !IsLive(row) || Find(IdBytesOf(row), ItemIndex.HashOf(IdBytesOf(row))) >= 0)
            {
                throw live.Record.Wrong($"names a row {row} that is no item's, or an item twice");
            }

            _livePositions[row] = i;
            _index.Add(ItemIndex.HashOf(IdBytesOf(row)), _entries[row]);
        }
    }

    private int Find(ReadOnlySpan<byte> id, ulong hash)
    {
        var entry = _index.Find(id, hash);
        return entry == 0 ? -1 : _ids.RowOf(entry);
    }

    private void CleanIds()
    {
        for (var visits = IdArena.VisitedPerId; _ids.TryMove(ref visits, out var from, out var to);)
        {
            _index.Renumber(ItemIndex.HashOf(_ids.IdOf(to)), from, to);
            _entries[_ids.RowOf(to)] = to;
        }
    }

    // A view that holds until the next call.
    private ReadOnlySpan<byte> Encoded(ReadOnlySpan<char> id)
    {
        EnsureBytes(IdBytes.MostBytes(id.Length));
        return _bytes.AsSpan(0, IdBytes.Encode(id, _bytes));
    }

    private void EnsureBytes(int length)
    {
        if (_bytes.Length < length)
        {
            Array.Resize(ref _bytes, Math.Max(length, 2 * _bytes.Length));
        }
    }

    private readonly record struct Searched(ulong Hash, int Start, int Length);
}
