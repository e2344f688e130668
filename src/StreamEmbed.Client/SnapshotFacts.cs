namespace StreamEmbed.Client;

/// <summary>What a snapshot says of itself.</summary>
/// <param name="Number">Its number; 0 before the first.</param>
/// <param name="Dimension">Length of its vectors; 0 while there are none.</param>
/// <param name="ModelId">The model that they come from.</param>
/// <param name="EventTime">Event time up to which the model had learned.</param>
/// <param name="PublishedAt">When it was published, by the publisher's clock.</param>
public sealed record SnapshotFacts(long Number, int Dimension, string ModelId, DateTimeOffset EventTime, DateTimeOffset PublishedAt)
{
    /// <summary>Before the first snapshot.</summary>
    public static SnapshotFacts None { get; } = new(0, 0, "", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
}
