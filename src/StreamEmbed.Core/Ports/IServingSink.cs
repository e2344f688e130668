using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Ports;

/// <summary>Where snapshots and user vectors are published. Used by one caller at a time.</summary>
public interface IServingSink
{
    /// <summary>Reads what readers hold now, so that a new model can replace it without leaving ghosts.</summary>
    Task<ServingContents> ReadContentsAsync(CancellationToken cancellationToken);

    /// <summary>Publishes a delta between its begin and end markers and returns when the broker has confirmed all of it.</summary>
    /// <remarks>Waits for a broker that is away; a delta may be sent more than once, which readers do not notice.</remarks>
    /// <returns>Count and digest of all items that readers hold then.</returns>
    Task<RowTotals> PublishAsync(SnapshotDelta delta, CancellationToken cancellationToken);

    /// <summary>Publishes user vectors and returns when the broker has confirmed all of them.</summary>
    Task PublishUsersAsync(IReadOnlyList<UserVector> changed, IReadOnlyList<UserId> removed, CancellationToken cancellationToken);
}
