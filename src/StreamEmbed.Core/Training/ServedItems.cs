using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Training;

/// <summary>The items as readers get them: one vector, all of them, or what changed. Single owner.</summary>
internal sealed class ServedItems
{
    private readonly EmbeddingTable _table;
    private readonly ItemRows _items;
    private readonly RowServing _serving;
    private readonly RowRepair _repair;
    private readonly float[] _vector;

    public ServedItems(EmbeddingTable table, ItemRows items, RowServing serving, RowRepair repair)
    {
        _table = table;
        _items = items;
        _serving = serving;
        _repair = repair;
        _vector = new float[table.Dimension];
    }

    /// <summary>The vector of an item, a view that holds until the next call; false when it has none.</summary>
    public bool TryGetVector(ItemId item, out ReadOnlySpan<float> vector)
    {
        var row = _items.Vocabulary.Find(item.Value);
        if (row < 0 || !HasVector(row))
        {
            vector = default;
            return false;
        }

        Read(row, _vector);
        vector = _vector;
        return true;
    }

    /// <summary>See <see cref="ItemEmbeddings.TakeChanges"/>.</summary>
    public void TakeChanges(List<ItemRow> changed, List<ItemId> removed)
    {
        for (var i = 0; i < _serving.Changed; i++)
        {
            var row = _serving.ChangedRow(i);
            if (_table.Header(row).IsChanged != 0)
            {
                changed.Add(Copy(row));
                MarkPublished(row);
            }
        }

        _serving.ClearChanged();
        foreach (var item in _items.Removed)
        {
            // One that came back and has a vector is among the changed rows: its end would follow its new beginning.
            var row = _items.Vocabulary.Find(item.Value);
            if (row < 0 || !HasVector(row))
            {
                removed.Add(item);
            }
        }

        _items.Removed.Clear();
    }

    /// <summary>Copies all rows that have a vector.</summary>
    public void CopyAll(List<ItemRow> rows)
    {
        for (var i = 0; i < _items.Vocabulary.Count; i++)
        {
            var row = _items.Vocabulary.LiveRow(i);
            if (HasVector(row))
            {
                rows.Add(Copy(row));
            }
        }
    }

    /// <summary>The <see cref="SnapshotDigest"/> of all vectors.</summary>
    public ulong Digest()
    {
        ulong digest = 0;
        for (var i = 0; i < _items.Vocabulary.Count; i++)
        {
            var row = _items.Vocabulary.LiveRow(i);
            if (HasVector(row))
            {
                Read(row, _vector);
                digest += SnapshotDigest.OfRow(_items.Vocabulary.IdOf(row), _vector);
            }
        }

        return digest;
    }

    private bool HasVector(int row) => _table.Header(row).Vector != RowVector.None;

    private ItemRow Copy(int row)
    {
        var vector = new float[_table.Dimension];
        Read(row, vector);
        ref var header = ref _table.Header(row);
        return new ItemRow(new ItemId(_items.Vocabulary.IdOf(row)), vector, header.Count, header.LastSeenMs);
    }

    private void MarkPublished(int row)
    {
        ref var header = ref _table.Header(row);
        if (header.IsPublished == 0)
        {
            header.IsPublished = 1;
            _table.MarkUnsaved(row);
        }
    }

    private void Read(int row, Span<float> vector)
    {
        if (!_serving.Read(row, vector))
        {
            // Never published: training would have found it before its next step.
            _repair.Repair(row);
            _serving.Read(row, vector);
        }
    }
}
