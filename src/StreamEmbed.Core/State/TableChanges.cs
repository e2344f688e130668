using System.Buffers.Binary;

namespace StreamEmbed.State;

/// <summary>Changed records of a table, and the keys of deleted ones, since the table was last saved; or all of its records.</summary>
/// <remarks>
/// <para>
/// For state so large that saving all of it each time is no choice: rows of items by row number, histories by user slot. Keys come in
/// rising order, each once, so files of changes are merged in one pass with one record of each in memory.
/// </para>
/// <code>
/// record  := key u64 · length u32 · bytes
/// deleted := key u64 · 0xFFFFFFFF
/// </code>
/// </remarks>
public sealed class TableChanges
{
    /// <summary>Stands where a record has its length.</summary>
    public const uint Deleted = uint.MaxValue;

    private bool _any;
    private ulong _last;
    private Memory<byte> _lengthAt;
    private long _begin;

    /// <param name="name">Unique within a checkpoint.</param>
    /// <param name="version">Of the form of its records.</param>
    /// <param name="isWhole">All records are here, and what was saved before does not count any more.</param>
    public TableChanges(string name, int version, bool isWhole)
    {
        Name = name;
        Version = version;
        IsWhole = isWhole;
    }

    public string Name { get; }

    public int Version { get; }

    /// <summary>Whether all records are here, instead of those that changed.</summary>
    public bool IsWhole { get; }

    /// <summary>Records put.</summary>
    public long Records { get; private set; }

    /// <summary>Keys deleted.</summary>
    public long DeletedKeys { get; private set; }

    /// <summary>Everything in the form above.</summary>
    public StateWriter Content { get; } = new();

    /// <summary>Begins a record; <see cref="EndRecord"/> ends it.</summary>
    /// <returns>Where to write its content.</returns>
    /// <exception cref="ArgumentException">The key is not greater than the one before.</exception>
    public StateWriter BeginRecord(ulong key)
    {
        WriteKey(key);
        _lengthAt = Content.ReserveMemory(sizeof(uint));
        _begin = Content.Length;
        Records++;
        return Content;
    }

    /// <summary>Ends the record that was begun.</summary>
    public void EndRecord()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_lengthAt.Span, checked((uint)(Content.Length - _begin)));
        _lengthAt = default;
    }

    /// <summary>Puts a record that was written somewhere else.</summary>
    /// <exception cref="ArgumentException">The key is not greater than the one before.</exception>
    public void Put(ulong key, ReadOnlySpan<byte> record)
    {
        BeginRecord(key).WriteBytes(record);
        EndRecord();
    }

    /// <summary>The key has no record any more. Not for a whole table, where a missing record says that.</summary>
    /// <exception cref="ArgumentException">The key is not greater than the one before.</exception>
    public void Delete(ulong key)
    {
        if (IsWhole)
        {
            throw new InvalidOperationException($"Table '{Name}' is whole: key {key} is deleted by leaving it out.");
        }

        WriteKey(key);
        Content.WriteUInt32(Deleted);
        DeletedKeys++;
    }

    private void WriteKey(ulong key)
    {
        if (!_lengthAt.IsEmpty)
        {
            throw new InvalidOperationException($"The record of key {_last} in table '{Name}' was begun and not ended.");
        }

        if (_any && key <= _last)
        {
            throw new ArgumentException($"Keys of table '{Name}' must rise, but {key} follows {_last}.", nameof(key));
        }

        _any = true;
        _last = key;
        Content.WriteUInt64(key);
    }
}
