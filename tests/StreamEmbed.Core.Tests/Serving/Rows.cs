using StreamEmbed.Events;
using StreamEmbed.Serving;
using StreamEmbed.Users;

namespace StreamEmbed.Core.Tests.Serving;

/// <summary>Short ways to write rows down.</summary>
internal static class Rows
{
    public static ItemRow Item(string id, params float[] vector) => new(new ItemId(id), vector, 1, 0);

    public static UserVector User(string id, params float[] vector) =>
        new(new UserHistory(new UserId(id), [], [], []), vector, 0);

    public static SnapshotDelta Delta(long number, long @base, IReadOnlyList<ItemRow> changed, params string[] removed) =>
        new(number, @base, EventTimeMs: number * 1000, changed, [.. removed.Select(id => new ItemId(id))]);

    /// <summary>The records of a partition's part of a delta, in the order in which they are written.</summary>
    public static IEnumerable<ServingRecord> Records(PartitionDelta delta) =>
    [
        new ServingRecord.Marked(delta.Begin),
        .. delta.Removed.Select(item => new ServingRecord.ItemRemoved(item)),
        .. delta.Changed.Select(row => new ServingRecord.ItemChanged(row, delta.Begin.Number)),
        new ServingRecord.Marked(delta.End),
    ];

    public static IEnumerable<ServingRecord> Records(PartitionUsers users) =>
    [
        .. users.Removed.Select(user => new ServingRecord.UserRemoved(user)),
        .. users.Changed.Select(user => new ServingRecord.UserChanged(user)),
        new ServingRecord.Marked(users.Marker),
    ];
}
