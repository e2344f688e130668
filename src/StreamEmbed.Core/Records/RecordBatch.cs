using StreamEmbed.Events;

namespace StreamEmbed.Records;

/// <summary>Records as they were polled from a log, their bytes in one growing buffer that is reused from poll to poll.</summary>
/// <remarks>One owner at a time. Spans handed out are valid until the next <see cref="Clear"/> or <see cref="Add"/>.</remarks>
public sealed class RecordBatch
{
    private readonly List<Entry> _entries = [];
    private readonly List<SourcePosition> _ends = [];
    private byte[] _bytes = new byte[64 * 1024];
    private int _used;

    /// <summary>Number of records.</summary>
    public int Count => _entries.Count;

    /// <summary>Partitions whose end was reached during the poll, each with the offset that its next record will have.</summary>
    public IReadOnlyList<SourcePosition> EndsReached => _ends;

    /// <summary>Bytes of keys and values held.</summary>
    public int Bytes => _used;

    public void Clear()
    {
        _entries.Clear();
        _ends.Clear();
        _used = 0;
    }

    /// <summary>Copies a record in.</summary>
    /// <param name="position">Where it stands.</param>
    /// <param name="timestampMs">The record's own time, Unix milliseconds; negative when it has none.</param>
    /// <param name="key">Key bytes; see <paramref name="hasKey"/>.</param>
    /// <param name="hasKey">False for a null key, which is not the same as an empty one.</param>
    /// <param name="value">Value bytes; see <paramref name="hasValue"/>.</param>
    /// <param name="hasValue">False for a null value.</param>
    /// <param name="headers">Headers, or null when there are none.</param>
    public void Add(
        SourcePosition position,
        long timestampMs,
        ReadOnlySpan<byte> key,
        bool hasKey,
        ReadOnlySpan<byte> value,
        bool hasValue,
        IReadOnlyList<RecordHeader>? headers = null)
    {
        var needed = _used + key.Length + value.Length;
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, 2 * _bytes.Length));
        }

        key.CopyTo(_bytes.AsSpan(_used));
        value.CopyTo(_bytes.AsSpan(_used + key.Length));
        _entries.Add(new Entry(position, timestampMs, _used, hasKey ? key.Length : -1, hasValue ? value.Length : -1, headers));
        _used = needed;
    }

    public void AddEndReached(SourcePosition next) => _ends.Add(next);

    public SourcePosition Position(int index) => _entries[index].Position;

    /// <summary>The record's own time, Unix milliseconds; negative when it has none.</summary>
    public long TimestampMs(int index) => _entries[index].TimestampMs;

    public bool HasKey(int index) => _entries[index].KeyLength >= 0;

    public bool HasValue(int index) => _entries[index].ValueLength >= 0;

    public ReadOnlySpan<byte> Key(int index)
    {
        var entry = _entries[index];
        return _bytes.AsSpan(entry.Start, Math.Max(0, entry.KeyLength));
    }

    public ReadOnlySpan<byte> Value(int index)
    {
        var entry = _entries[index];
        return _bytes.AsSpan(entry.Start + Math.Max(0, entry.KeyLength), Math.Max(0, entry.ValueLength));
    }

    /// <summary>Headers of the record; empty when it has none.</summary>
    public IReadOnlyList<RecordHeader> Headers(int index) => _entries[index].Headers ?? [];

    private readonly record struct Entry(
        SourcePosition Position,
        long TimestampMs,
        int Start,
        int KeyLength,
        int ValueLength,
        IReadOnlyList<RecordHeader>? Headers);
}
