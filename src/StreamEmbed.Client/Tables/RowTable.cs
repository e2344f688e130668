namespace StreamEmbed.Client.Tables;

/// <summary>Rows by id, of which an immutable copy can be had at any time for the cost of what changed since the last.</summary>
/// <remarks>
/// Rows lie without holes, so that a scan reads nothing else: a removed row's place is taken by the last one. Ids are found
/// through hash buckets that are small immutable arrays; a change replaces the one array that it touches. One owner writes.
/// </remarks>
/// <typeparam name="TRow">An immutable row that knows its id.</typeparam>
internal sealed class RowTable<TRow>(Func<TRow, string> idOf)
    where TRow : class
{
    // Rows a bucket when the directory doubles. More makes look-ups compare more hashes, less makes more small arrays.
    private const int BucketLoad = 8;
    private const int FirstBuckets = 16;

    private readonly PagedArray<TRow> _rows = new();
    private PagedArray<BucketEntry[]?> _buckets = NewBuckets(FirstBuckets);

    public int Count => _rows.Length;

    public TRow? Find(string id)
    {
        var slot = SlotOf(id, Hash(id));
        return slot < 0 ? null : _rows[slot];
    }

    /// <summary>Adds a row, or replaces the one with its id, which is returned.</summary>
    public TRow? Put(TRow row)
    {
        var id = idOf(row);
        var hash = Hash(id);
        var slot = SlotOf(id, hash);
        if (slot >= 0)
        {
            var old = _rows[slot];
            _rows[slot] = row;
            return old;
        }

        if (Count == BucketLoad * _buckets.Length)
        {
            Grow();
        }

        slot = Count;
        _rows.Resize(slot + 1);
        _rows[slot] = row;
        Insert(_buckets, new BucketEntry(hash, slot));
        return null;
    }

    /// <summary>Removes a row and returns it; null when there is none with this id.</summary>
    public TRow? Remove(string id)
    {
        var hash = Hash(id);
        var slot = SlotOf(id, hash);
        if (slot < 0)
        {
            return null;
        }

        var removed = _rows[slot];
        Drop(new BucketEntry(hash, slot));
        var last = Count - 1;
        if (slot != last)
        {
            var moved = _rows[last];
            var movedHash = Hash(idOf(moved));
            _rows[slot] = moved;
            Drop(new BucketEntry(movedHash, last));
            Insert(_buckets, new BucketEntry(movedHash, slot));
        }

        _rows.Resize(last);
        return removed;
    }

    /// <summary>An immutable copy of what is here now.</summary>
    public FrozenTable<TRow> Freeze() => new(_rows.Freeze(), _buckets.Freeze(), idOf);

    /// <summary>Differs from process to process, which keeps ids from being chosen so that they collide.</summary>
    internal static int Hash(string id) => string.GetHashCode(id, StringComparison.Ordinal);

    internal static int BucketOf(int hash, int buckets) => hash & (buckets - 1);

    private static PagedArray<BucketEntry[]?> NewBuckets(int count)
    {
        var buckets = new PagedArray<BucketEntry[]?>();
        buckets.Resize(count);
        return buckets;
    }

    private int SlotOf(string id, int hash)
    {
        foreach (var entry in _buckets[BucketOf(hash, _buckets.Length)] ?? [])
        {
            if (entry.Hash == hash && idOf(_rows[entry.Slot]) == id)
            {
                return entry.Slot;
            }
        }

        return -1;
    }

    private void Grow()
    {
        var grown = NewBuckets(2 * _buckets.Length);
        for (var bucket = 0; bucket < _buckets.Length; bucket++)
        {
            foreach (var entry in _buckets[bucket] ?? [])
            {
                Insert(grown, entry);
            }
        }

        _buckets = grown;
    }

    private static void Insert(PagedArray<BucketEntry[]?> buckets, BucketEntry entry)
    {
        var bucket = BucketOf(entry.Hash, buckets.Length);
        buckets[bucket] = [.. buckets[bucket] ?? [], entry];
    }

    private void Drop(BucketEntry entry)
    {
        var bucket = BucketOf(entry.Hash, _buckets.Length);
        var rest = Array.FindAll(_buckets[bucket]!, held => held != entry);
        _buckets[bucket] = rest.Length > 0 ? rest : null;
    }
}
