namespace StreamEmbed.Client.Tables;

/// <summary>An immutable copy of a <see cref="RowTable{TRow}"/>.</summary>
internal sealed class FrozenTable<TRow>(FrozenPages<TRow> rows, FrozenPages<BucketEntry[]?> buckets, Func<TRow, string> idOf)
    where TRow : class
{
    /// <summary>All rows, in no order.</summary>
    public FrozenPages<TRow> Rows => rows;

    public TRow? Find(string id)
    {
        if (rows.Length == 0)
        {
            return null;
        }

        var hash = RowTable<TRow>.Hash(id);
        foreach (var entry in buckets[RowTable<TRow>.BucketOf(hash, buckets.Length)] ?? [])
        {
            if (entry.Hash == hash && idOf(rows[entry.Slot]) == id)
            {
                return rows[entry.Slot];
            }
        }

        return null;
    }
}
