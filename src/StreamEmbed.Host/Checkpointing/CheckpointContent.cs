using StreamEmbed.Pipeline.Checkpoints;
using StreamEmbed.Sessions;
using StreamEmbed.State;
using StreamEmbed.Training;
using StreamEmbed.Users;

namespace StreamEmbed.Host.Checkpointing;

/// <summary>What a checkpoint holds, in figures, for machines. Field names are a contract: they may be added to, not renamed.</summary>
/// <param name="Positions">Where a service would read on; none when the model comes from a file.</param>
/// <param name="EventTime">Event time that the stream had reached; null when it had no time.</param>
/// <param name="Items">Items with a vector.</param>
/// <param name="Dimension">Numbers in a vector.</param>
/// <param name="Users">Users with a history.</param>
/// <param name="SessionsOpen">Sessions that were open.</param>
/// <param name="Options">Options that a service which goes on from it must have.</param>
internal sealed record CheckpointContent(
    IReadOnlyList<SavedPartition> Positions,
    DateTimeOffset? EventTime,
    long Items,
    int Dimension,
    long Users,
    long SessionsOpen,
    IReadOnlyDictionary<string, string> Options)
{
    /// <exception cref="StateFormatException">Something is missing or damaged.</exception>
    /// <exception cref="StateRefusedException">Something is of a version that this program does not know.</exception>
    public static CheckpointContent Of(ISavedState saved)
    {
        var sessions = SavedSessions.Restore(saved);
        var watermarks = sessions.ToDictionary(partition => partition.Partition, partition => partition.WatermarkMs);
        var model = new SavedModel(saved);
        return new CheckpointContent(
            [
                .. SavedPositions.Restore(saved).OrderBy(position => position.Partition).Select(position => new SavedPartition(
                    position.Partition, position.Offset, TimeOf(watermarks.GetValueOrDefault(position.Partition, long.MinValue)))),
            ],
            EventTimeOf(sessions),
            model.Rows().LongCount(),
            model.Dimension,
            SavedUserHistories.Restore(saved).Users.Length,
            sessions.Sum(partition => (long)partition.Users.Length),
            model.Options.ToDictionary());
    }

    /// <summary>The time that all partitions with events have reached.</summary>
    public static DateTimeOffset? EventTimeOf(IEnumerable<PartitionSessionsState> sessions) => TimeOf(
        sessions.Select(partition => partition.WatermarkMs).Where(watermark => watermark > long.MinValue).DefaultIfEmpty(long.MinValue).Min());

    private static DateTimeOffset? TimeOf(long unixMs) =>
        unixMs == long.MinValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(0, unixMs));
}
