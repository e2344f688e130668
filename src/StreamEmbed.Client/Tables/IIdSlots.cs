namespace StreamEmbed.Client.Tables;

/// <summary>Rows with ids, and the hash table that finds them.</summary>
internal interface IIdSlots
{
    /// <summary>Entries of the hash table, a power of two; 0 before the first row.</summary>
    int EntryCount { get; }

    /// <summary>See <see cref="IdProbing"/>.</summary>
    int EntryAt(int index);

    /// <summary>A row's id in UTF-8.</summary>
    ReadOnlySpan<byte> IdOf(int slot);
}
