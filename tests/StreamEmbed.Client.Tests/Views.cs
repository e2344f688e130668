using StreamEmbed.Events;
using StreamEmbed.Serving;
using StreamEmbed.Users;

namespace StreamEmbed.Client.Tests;

/// <summary>Short ways to write rows and views down.</summary>
internal static class Views
{
    public static ItemRow Item(string id, params float[] vector) => new(new ItemId(id), vector, Count: 3, LastSeenMs: 1000);

    public static UserVector User(string id, float[] vector, params string[] recent) => new(
        new UserHistory(
            new UserId(id),
            [.. recent.Select(item => new ItemId(item))],
            [.. recent.Select((_, index) => 1000L * index)],
            [.. recent.Select(_ => 1f)]),
        vector,
        ItemSnapshot: 1);

    public static EmbeddingView Of(IReadOnlyList<ItemRow> items, params UserVector[] users) => EmbeddingView.Of(
        SnapshotFacts.None with { Number = 1, Dimension = items.Count == 0 ? 0 : items[0].Vector.Length }, items, users);
}
