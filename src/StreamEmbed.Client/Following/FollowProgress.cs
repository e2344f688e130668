namespace StreamEmbed.Client.Following;

/// <summary>How far a follower is; see <see cref="ReaderStatus"/> for what the figures mean.</summary>
internal sealed record FollowProgress(IReadOnlyList<PartitionProgress> Partitions, bool IsWhole, int Rebuilds, long Unreadable)
{
    public long Lag => Partitions.Sum(partition => partition.Lag);
}
