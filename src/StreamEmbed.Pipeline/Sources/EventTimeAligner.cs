using StreamEmbed.Events;

namespace StreamEmbed.Pipeline.Sources;

/// <summary>Holds events back whose partition runs too far ahead of the others in event time, and releases them as those follow.</summary>
/// <remarks>
/// A replay of months through uneven partitions would otherwise keep the fast ones' sessions open until the slow ones follow.
/// Flink pauses the partition that is ahead; Kafka's client drops what it has fetched of a paused partition and fetches it again,
/// so here a bounded number of events waits instead, and only above that bound partitions are paused. A partition with nothing
/// unread never makes others wait. Order within a partition is kept. Single owner.
/// </remarks>
/// <param name="maxAhead">How far a partition may be ahead of the slowest.</param>
/// <param name="capacity">Events held above which partitions that are ahead should be paused.</param>
/// <param name="partitions">All partitions.</param>
/// <param name="start">Where they are read from; those not named, from their beginning.</param>
internal sealed class EventTimeAligner(TimeSpan maxAhead, int capacity, IReadOnlyList<int> partitions, IReadOnlyList<SourcePosition> start)
{
    private readonly long _maxAheadMs = (long)maxAhead.TotalMilliseconds;
    private readonly AlignedPartition[] _partitions = [.. partitions.Select(
        id => new AlignedPartition(id, start.Where(position => position.Partition == id).Select(position => (long?)position.Offset).FirstOrDefault()))];
    private readonly int[] _indexOf = [.. Enumerable.Range(0, partitions.Max() + 1).Select(id => partitions.TakeWhile(partition => partition != id).Count())];
    private readonly HashSet<int> _paused = [];

    /// <summary>Events held back.</summary>
    public int Held { get; private set; }

    /// <summary>Partitions that should not be read now.</summary>
    public IReadOnlyCollection<int> Paused => _paused;

    /// <summary>The offset of the first record of a partition that was not released yet.</summary>
    public long Next(int partition) => Of(partition).Next;

    /// <summary>Where to read on so that nothing is missed and nothing released comes again, for each partition of which that is known.</summary>
    public IReadOnlyList<SourcePosition> Positions() =>
        [.. _partitions.Where(partition => partition.IsNextKnown).Select(partition => new SourcePosition(partition.Id, partition.Next))];

    /// <summary>A record was read; what became of it may follow as <see cref="Add"/>.</summary>
    public void Read(SourcePosition position) => Of(position.Partition).Read(position.Offset + 1);

    /// <summary>The record just read is an event.</summary>
    public void Add(in ItemEvent e)
    {
        Of(e.Position.Partition).Held.Enqueue(e);
        Held++;
    }

    /// <summary>The partition has nothing unread.</summary>
    /// <param name="next">The offset that its next record will have.</param>
    public void EndReached(SourcePosition next) => Of(next.Partition).EndReached(next.Offset);

    /// <summary>Releases what may go on now.</summary>
    /// <param name="events">Receives events.</param>
    /// <param name="ends">Receives partitions of which everything is read and released, each once.</param>
    /// <param name="max">Most events to release.</param>
    /// <returns>Whether there may be more to release.</returns>
    public bool Release(List<ItemEvent> events, List<int> ends, int max)
    {
        for (var released = -1; released != events.Count && events.Count < max;)
        {
            released = events.Count;
            var limit = Limit();
            foreach (var partition in _partitions)
            {
                Held -= partition.ReleaseUpTo(limit, events, max);
            }
        }

        foreach (var partition in _partitions)
        {
            if (partition.TakeEnd())
            {
                ends.Add(partition.Id);
            }
        }

        return events.Count >= max;
    }

    /// <summary>Tells which partitions to pause, because too much is held, and which to read again.</summary>
    public void Update(List<int> pause, List<int> resume)
    {
        var isFull = Held > capacity;
        foreach (var partition in _partitions)
        {
            // Whoever holds nothing back is what the others wait for.
            var isAhead = partition.Held.Count > 0;
            if (isFull && isAhead && _paused.Add(partition.Id))
            {
                pause.Add(partition.Id);
            }
            else if ((!isAhead || Held < capacity / 2) && _paused.Remove(partition.Id))
            {
                resume.Add(partition.Id);
            }
        }
    }

    private AlignedPartition Of(int partition) => _partitions[_indexOf[partition]];

    /// <summary>Events up to this time may go on, Unix milliseconds.</summary>
    private long Limit()
    {
        var slowest = long.MaxValue;
        var first = long.MaxValue;
        var isOneUnknown = false;
        foreach (var partition in _partitions)
        {
            if (partition.IsUnknown)
            {
                isOneUnknown = true;
            }
            else
            {
                first = Math.Min(first, partition.FirstMs);
                slowest = partition.IsDone ? slowest : Math.Min(slowest, partition.TimeMs);
            }
        }

        // While a partition has shown neither a record nor its end, the others may run that far from where they began.
        slowest = isOneUnknown ? Math.Min(slowest, first) : slowest;
        return slowest > long.MaxValue - _maxAheadMs ? long.MaxValue : slowest + _maxAheadMs;
    }
}
