using System.Collections.Concurrent;
using StreamEmbed.Client;
using StreamEmbed.Client.Search;
using StreamEmbed.Events;
using StreamEmbed.Host.Demo.Traffic;

namespace StreamEmbed.Host.Demo;

/// <summary>Picks a few items whose neighbours are worth watching: the most clicked, one of each category.</summary>
/// <remarks>Counts on the feed's thread, read by the view's.</remarks>
internal sealed class Showcase
{
    /// <summary>Items counted at most; later ones are no longer new enough to be among the most clicked of a short demo.</summary>
    private const int MaxCounted = 100_000;

    private readonly ConcurrentDictionary<ItemId, int> _clicks = new();

    public void Saw(ItemId item)
    {
        if (_clicks.Count < MaxCounted || _clicks.ContainsKey(item))
        {
            _clicks.AddOrUpdate(item, 1, static (_, clicks) => clicks + 1);
        }
    }

    /// <summary>The most clicked items that the view holds, no two of one category, each with its nearest neighbours.</summary>
    public IReadOnlyList<(string Item, IReadOnlyList<ScoredItem> Neighbours)> Pick(EmbeddingView view, int items, int neighbours)
    {
        var picked = new List<(string, IReadOnlyList<ScoredItem>)>(items);
        var categories = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (item, _) in _clicks.ToArray().OrderByDescending(clicks => clicks.Value).ThenBy(clicks => clicks.Key.Value, StringComparer.Ordinal))
        {
            if (picked.Count == items)
            {
                break;
            }

            if (view.TryGetItem(item.Value, out _) && categories.Add(CategoryOf(item.Value)))
            {
                picked.Add((item.Value, view.SimilarItems(item.Value, neighbours)));
            }
        }

        return picked;
    }

    /// <summary>The category that a generated id tells; other ids are their own.</summary>
    public static string CategoryOf(string item) => Interests.CategoryOf(new ItemId(item)) is { Length: > 0 } category ? category : item;
}
