using StreamEmbed.Events;

namespace StreamEmbed.Serving;

/// <summary>One record of the serving topic, decoded.</summary>
public abstract record ServingRecord
{
    private ServingRecord()
    {
    }

    /// <summary>A new or moved item, and the snapshot that brought it.</summary>
    public sealed record ItemChanged(ItemRow Row, long Snapshot) : ServingRecord;

    /// <summary>The item is gone.</summary>
    public sealed record ItemRemoved(ItemId Item) : ServingRecord;

    /// <summary>A new or moved user.</summary>
    public sealed record UserChanged(UserVector User) : ServingRecord;

    /// <summary>The user is gone.</summary>
    public sealed record UserRemoved(UserId User) : ServingRecord;

    /// <summary>A snapshot begins or ends here, or users were published up to here.</summary>
    public sealed record Marked(SnapshotMarker Marker) : ServingRecord;
}
