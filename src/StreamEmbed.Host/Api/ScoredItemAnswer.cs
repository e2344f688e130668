namespace StreamEmbed.Host.Api;

/// <summary>An item and how near it is.</summary>
/// <param name="Item">The item's id.</param>
/// <param name="Score">By the metric asked for: larger is nearer for cosine and inner_product, smaller for euclidean and manhattan.</param>
internal sealed record ScoredItemAnswer(string Item, float Score);
