using StreamEmbed.Events;
using StreamEmbed.Records;

namespace StreamEmbed.Ports;

/// <summary>The partitioned log that events are read from. Used by one thread.</summary>
public interface IEventLog : IDisposable
{
    /// <summary>The partitions that are read, ascending; fixed for the life of the log.</summary>
    IReadOnlyList<int> Partitions { get; }

    /// <summary>Adds what can be had to a batch: returns when <paramref name="max"/> records are in, or nothing more is at hand.</summary>
    /// <param name="into">Receives the records and the partitions whose end was reached.</param>
    /// <param name="max">Most records to add.</param>
    /// <param name="wait">How long to wait for the first record.</param>
    /// <exception cref="LogGapException">Records that were not read yet are gone from the log.</exception>
    void Poll(RecordBatch into, int max, TimeSpan wait);

    /// <summary>Stops fetching these partitions; <see cref="Poll"/> is still called and keeps the connection alive.</summary>
    void Pause(IReadOnlyCollection<int> partitions);

    /// <summary>Fetches these partitions again, from the next unread record on.</summary>
    void Resume(IReadOnlyCollection<int> partitions);

    /// <summary>Tells the log, for lag tools only, how far events are processed: the next offset of each partition.</summary>
    void Commit(IReadOnlyCollection<SourcePosition> next);

    /// <summary>The offset after the last record of a partition as last heard from the broker; -1 when not known yet.</summary>
    long EndOffset(int partition);
}
