using System.ComponentModel.DataAnnotations;

namespace StreamEmbed.Pipeline;

/// <summary>How much may wait between the stages, and how long stopping may take.</summary>
public sealed record PipelineOptions
{
    /// <summary>Most records in one batch. Larger batches cost memory (about 100 bytes a record), smaller ones more hand-overs.</summary>
    [Range(1, 100_000)]
    public int BatchRecords { get; init; } = 1_000;

    /// <summary>Batches of events that may wait for the sessions stage before the source pauses.</summary>
    [Range(1, 1_000)]
    public int EventBatches { get; init; } = 8;

    /// <summary>Batches of closed sessions that may wait for training.</summary>
    [Range(1, 1_000)]
    public int SessionBatches { get; init; } = 8;

    /// <summary>
    /// Events of partitions that run ahead in event time that may wait for the others, all together, before such partitions are paused.
    /// A fetch brings some ten thousand events of a partition at once; at about 150 bytes an event the default is 30 MB.
    /// </summary>
    [Range(1, 100_000_000)]
    public int HeldEvents { get; init; } = 200_000;

    /// <summary>How long the source waits for room before it pauses its partitions; a paused partition must be fetched anew.</summary>
    public TimeSpan PauseAfter { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Time in which everything already read is trained on and published when the service stops.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Checks what ranges of single options cannot express; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (PauseAfter < TimeSpan.Zero)
        {
            yield return $"Pipeline:PauseAfter must not be negative, but is {PauseAfter}.";
        }

        if (DrainTimeout <= TimeSpan.Zero)
        {
            yield return $"Pipeline:DrainTimeout must be more than 0, but is {DrainTimeout}.";
        }
    }
}
