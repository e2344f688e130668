using StreamEmbed.Events;

namespace StreamEmbed.Serving;

/// <summary>What the serving topic holds: the ids that readers know, and the last whole snapshot.</summary>
/// <param name="LastSnapshot">Number of the last snapshot begun, whole or not; 0 for an empty topic. The next one must be above it.</param>
/// <param name="Items">Items with a vector.</param>
/// <param name="Users">Users with a vector.</param>
public sealed record ServingContents(long LastSnapshot, IReadOnlyCollection<ItemId> Items, IReadOnlyCollection<UserId> Users)
{
    public static ServingContents Empty { get; } = new(0, [], []);
}
