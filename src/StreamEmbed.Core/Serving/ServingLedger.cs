using StreamEmbed.Events;

namespace StreamEmbed.Serving;

/// <summary>What the serving topic holds, partition by partition, as ids and digests.</summary>
/// <remarks>
/// The sink keeps one to know the totals of its end markers, and which ids are ghosts when a new model replaces an old one.
/// One owner.
/// </remarks>
public sealed class ServingLedger
{
    private readonly PartitionLedger[] _partitions;

    /// <param name="partitions">Partitions of the topic.</param>
    public ServingLedger(int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        _partitions = new PartitionLedger[partitions];
        for (var i = 0; i < partitions; i++)
        {
            _partitions[i] = new PartitionLedger();
        }
    }

    public IReadOnlyList<PartitionLedger> Partitions => _partitions;

    /// <summary>Number of the last snapshot begun, whole or not; 0 when there was none.</summary>
    public long LastSnapshot { get; private set; }

    /// <summary>Length of the vectors of that snapshot; 0 while it is not known.</summary>
    public int Dimension { get; private set; }

    /// <summary>Follows one record of a partition, in the partition's order.</summary>
    public void Apply(int partition, ServingRecord record)
    {
        if (record is ServingRecord.Marked { Marker: var marker })
        {
            Begin(marker.Number, marker.Dimension);
        }
        else if (record is ServingRecord.ItemChanged changed)
        {
            // Formats without markers say it at each row.
            Begin(changed.Snapshot, changed.Row.Vector.Length);
        }

        _partitions[partition].Apply(record);
    }

    /// <summary>Every item and user held, and the last snapshot begun.</summary>
    public ServingContents Contents() => new(
        LastSnapshot,
        [.. _partitions.SelectMany(partition => partition.Items.Ids).Select(id => new ItemId(id))],
        [.. _partitions.SelectMany(partition => partition.Users.Ids).Select(id => new UserId(id))]);

    internal void Begin(long number, int dimension)
    {
        if (number > LastSnapshot || (number == LastSnapshot && Dimension == 0))
        {
            LastSnapshot = number;
            Dimension = dimension;
        }
    }
}
