namespace StreamEmbed.Client.Search;

/// <summary>How near two vectors are.</summary>
public enum Metric
{
    /// <summary>Cosine of the angle between them, −1 to 1; larger is nearer. 0 when either is all zeros.</summary>
    Cosine,

    /// <summary>Inner product; larger is nearer. Favours long vectors, which popular items have.</summary>
    InnerProduct,

    /// <summary>Straight-line distance; smaller is nearer.</summary>
    Euclidean,

    /// <summary>Sum of absolute differences; smaller is nearer.</summary>
    Manhattan,
}
