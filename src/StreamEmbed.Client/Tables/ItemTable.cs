using StreamEmbed.Client.Search;
using StreamEmbed.Events;
using StreamEmbed.Search;
using StreamEmbed.Serving;

namespace StreamEmbed.Client.Tables;

/// <summary>Items by id with their vectors, and the codes that searches read; an immutable copy costs what changed since the last.</summary>
/// <remarks>
/// Close to what the numbers themselves take: vectors and counts lie in pages, ids in UTF-8 behind each other, four bytes to
/// five for each entry of the hash table at its fullest. Rows lie without holes: a removed row's place is taken by the last
/// one, here and in the codes, so that both number rows alike. One owner writes.
/// </remarks>
internal sealed class ItemTable : IIdSlots, IHeldItems, IVectorRows
{
    // Ids that nobody needs may take this much, and as much as the others.
    private const long LeastGarbage = 1 << 20;

    private readonly PagedArray<float[]> _pages = new();
    private readonly List<long> _epochs = [];
    private readonly IdIndex _index = new();
    private readonly ItemCodes? _codes;
    private IdArena _ids = new();
    private FrozenItems? _frozen;
    private long _garbage;
    private long _epoch;

    /// <param name="dimension">Numbers in a vector; 0 for a table that stays empty.</param>
    /// <param name="stopping">Ends what is done in the background.</param>
    public ItemTable(int dimension, CancellationToken stopping = default)
    {
        Dimension = dimension;
        _codes = dimension > 0 ? new ItemCodes(dimension, stopping) : null;
    }

    public int Dimension { get; }

    public int Count { get; private set; }

    /// <summary>Whether the next copy is better for searches though nothing changed.</summary>
    public bool HasNewLists => _codes?.IsReady == true;

    /// <summary>Completes when <see cref="HasNewLists"/> may have become true.</summary>
    public Task Building => _codes?.Building ?? Task.CompletedTask;

    /// <summary>Bytes of ids, those of removed items included.</summary>
    public long IdBytes => _ids.Bytes;

    int IIdSlots.EntryCount => _index.Count;

    int IIdSlots.EntryAt(int index) => _index[index];

    ReadOnlySpan<byte> IIdSlots.IdOf(int slot) => IdOf(slot);

    ReadOnlySpan<float> IVectorRows.VectorOf(int row) => VectorOf(row);

    /// <summary>Adds an item, or replaces the one with its id. Copies the row.</summary>
    /// <exception cref="ArgumentException">The vector has another length than the table's.</exception>
    public void Put(ItemRow row)
    {
        if (row.Vector.Length != Dimension || _codes is null)
        {
            throw new ArgumentException($"Item '{row.Item.Value}' has {row.Vector.Length} dimensions, the others have {Dimension}.", nameof(row));
        }

        Span<byte> stack = stackalloc byte[Utf8Id.OnStack];
        var id = Utf8Id.Of(row.Item.Value, stack);
        var hash = IdProbing.Hash(id);
        var slot = IdProbing.Find(this, id, hash);
        if (slot >= 0)
        {
            Write(slot, row, FactsOf(slot).Id);
            _codes.Set(slot, row.Vector);
            return;
        }

        slot = Append();
        Write(slot, row, _ids.Add(id));
        _codes.Add(row.Vector);
        _index.Add(this, hash, slot);
    }

    /// <summary>Removes an item; false when there is none with this id.</summary>
    public bool Remove(string id)
    {
        Span<byte> stack = stackalloc byte[Utf8Id.OnStack];
        var bytes = Utf8Id.Of(id, stack);
        var at = IdProbing.IndexOf(this, bytes, IdProbing.Hash(bytes));
        if (at < 0)
        {
            return false;
        }

        var slot = IdProbing.SlotOf(_index[at]);
        _garbage += IdArena.BytesOf(bytes.Length);
        _index.RemoveAt(this, at);
        var last = Count - 1;
        if (slot != last)
        {
            var from = _pages[last >> ItemPages.Bits];
            var to = OwnPage(slot);
            ItemPages.Vector(from, last, Dimension).CopyTo(ItemPages.Vector(to, slot, Dimension));
            ItemPages.Facts(to, slot, Dimension) = ItemPages.Facts(from, last, Dimension);
            _index.Renumber(IdProbing.Hash(IdOf(last)), last, slot);
        }

        _codes!.RemoveAt(slot);
        DropLast();
        return true;
    }

    public bool TryGetDigest(ItemId item, out ulong digest)
    {
        Span<byte> stack = stackalloc byte[Utf8Id.OnStack];
        var id = Utf8Id.Of(item.Value, stack);
        var slot = IdProbing.Find(this, id, IdProbing.Hash(id));
        digest = slot < 0 ? 0 : SnapshotDigest.OfRow(id, VectorOf(slot));
        return slot >= 0;
    }

    /// <summary>An immutable copy of what is here now.</summary>
    public FrozenItems Freeze()
    {
        if (HasNewLists)
        {
            _codes!.TakeReady(this);
            _frozen = null;
        }

        if (_frozen is null)
        {
            CollectIds();
            _frozen = new FrozenItems(Dimension, Count, _pages.Freeze(), _index.Freeze(), _ids.Chunks, _codes?.Freeze());
            _epoch++;
            _codes?.BuildIfDue(_frozen);
        }

        return _frozen;
    }

    private ReadOnlySpan<byte> IdOf(int slot) => IdArena.At(_ids.Chunks, FactsOf(slot).Id);

    private ReadOnlySpan<float> VectorOf(int slot) => ItemPages.Vector(_pages[slot >> ItemPages.Bits], slot, Dimension);

    private ref readonly ItemFacts FactsOf(int slot) => ref ItemPages.Facts(_pages[slot >> ItemPages.Bits], slot, Dimension);

    private void Write(int slot, ItemRow row, uint id)
    {
        var page = OwnPage(slot);
        row.Vector.CopyTo(ItemPages.Vector(page, slot, Dimension));
        ItemPages.Facts(page, slot, Dimension) = new ItemFacts(row.Count, row.LastSeenMs, id);
    }

    private int Append()
    {
        if (Count == IdProbing.MaxRows)
        {
            throw new InvalidOperationException($"There is no room for more than {IdProbing.MaxRows} items.");
        }

        if (Count % ItemPages.Rows == 0)
        {
            _pages.Resize(_pages.Length + 1);
            _pages[_pages.Length - 1] = ItemPages.New(Dimension);
            _epochs.Add(_epoch);
        }

        return Count++;
    }

    private void DropLast()
    {
        Count--;
        _frozen = null;
        if (Count % ItemPages.Rows == 0)
        {
            _pages.Resize(_pages.Length - 1);
            _epochs.RemoveAt(_epochs.Count - 1);
        }
    }

    // A page that may be written: copied since the last freeze.
    private float[] OwnPage(int slot)
    {
        _frozen = null;
        var number = slot >> ItemPages.Bits;
        if (_epochs[number] != _epoch)
        {
            _pages[number] = (float[])_pages[number].Clone();
            _epochs[number] = _epoch;
        }

        return _pages[number];
    }

    // Every page is copied for it, which is why it waits until there is as much to win.
    private void CollectIds()
    {
        if (_garbage < LeastGarbage || 2 * _garbage < _ids.Bytes)
        {
            return;
        }

        var kept = new IdArena();
        for (var slot = 0; slot < Count; slot++)
        {
            ref var facts = ref ItemPages.Facts(OwnPage(slot), slot, Dimension);
            facts = facts with { Id = kept.Add(IdArena.At(_ids.Chunks, facts.Id)) };
        }

        (_ids, _garbage) = (kept, 0);
    }
}
