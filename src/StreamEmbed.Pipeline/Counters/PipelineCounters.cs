namespace StreamEmbed.Pipeline.Counters;

/// <summary>What the line has done so far. Each figure is written by one stage and may be read by any thread at any time.</summary>
/// <remarks>
/// Plain fields instead of instruments on the hot path: a count costs one addition and allocates nothing. <see cref="PipelineMetrics"/>
/// shows them to whoever scrapes; the demo's view and report read them too, so there is one truth.
/// </remarks>
public sealed class PipelineCounters(IReadOnlyList<int> partitions)
{
    public SourceCounters Source { get; } = new(partitions);

    public SessionCounters Sessions { get; } = new();

    public TrainingCounters Training { get; } = new();

    public PublishingCounters Publishing { get; } = new();

    public CheckpointCounters Checkpoints { get; } = new();

    /// <summary>Events that were used, or ignored by their type: read − late − rejected.</summary>
    public long EventsAccepted => Source.Read - Source.RejectedTotal - Sessions.LateTotal;
}
