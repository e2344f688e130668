using StreamEmbed.Serving;

namespace StreamEmbed.Core.Tests.Serving;

/// <summary>A compacted topic in memory: partitions of keyed records, which keep their offsets when others are cleaned away.</summary>
internal sealed class SimulatedTopic(int partitions)
{
    private readonly List<Entry>[] _logs = [.. Enumerable.Range(0, partitions).Select(_ => new List<Entry>())];
    private readonly long[] _ends = new long[partitions];

    public int Partitions => partitions;

    public void Append(int partition, ServingRecord record) => _logs[partition].Add(new Entry(_ends[partition]++, record));

    public long End(int partition) => _ends[partition];

    /// <summary>The first record at or after an offset, or null at the end.</summary>
    public Entry? Next(int partition, long offset)
    {
        var index = _logs[partition].FindIndex(entry => entry.Offset >= offset);
        return index < 0 ? null : _logs[partition][index];
    }

    /// <summary>What a broker's cleaner does below an offset: only the last record of each key stays, and no tombstone if so asked.</summary>
    public void Compact(int partition, long below, bool tombstonesToo)
    {
        var last = _logs[partition].GroupBy(entry => Key(entry.Record)).ToDictionary(key => key.Key, key => key.Max(entry => entry.Offset));
        _logs[partition].RemoveAll(entry =>
            entry.Offset < below
            && (entry.Offset < last[Key(entry.Record)]
                || (tombstonesToo && entry.Record is ServingRecord.ItemRemoved or ServingRecord.UserRemoved)));
    }

    /// <summary>What the topic holds of a snapshot's items and of users, read to the end.</summary>
    public ServingLedger Ledger()
    {
        var ledger = new ServingLedger(partitions);
        for (var partition = 0; partition < partitions; partition++)
        {
            foreach (var entry in _logs[partition])
            {
                ledger.Apply(partition, entry.Record);
            }
        }

        return ledger;
    }

    private static string Key(ServingRecord record) => record switch
    {
        ServingRecord.ItemChanged changed => "item/" + changed.Row.Item,
        ServingRecord.ItemRemoved removed => "item/" + removed.Item,
        ServingRecord.UserChanged changed => "user/" + changed.User.History.User,
        ServingRecord.UserRemoved removed => "user/" + removed.User,
        ServingRecord.Marked marked => "snapshot/" + marked.Marker.Phase,
        _ => throw new ArgumentException("Unknown record.", nameof(record)),
    };

    internal sealed record Entry(long Offset, ServingRecord Record);
}
