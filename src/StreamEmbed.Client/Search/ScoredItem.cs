namespace StreamEmbed.Client.Search;

/// <summary>An item found, and how near it is.</summary>
/// <param name="Item">The item's id.</param>
/// <param name="Score">In the metric of the question: a similarity (larger is nearer) or a distance (smaller is nearer).</param>
public readonly record struct ScoredItem(string Item, float Score);
