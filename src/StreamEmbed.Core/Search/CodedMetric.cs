namespace StreamEmbed.Search;

/// <summary>The measures of nearness that codes can bound. Nearness is a float, larger is nearer.</summary>
public enum CodedMetric
{
    /// <summary>q·x / (|q| |x|), 0 when either is all zeros.</summary>
    Cosine,

    /// <summary>q·x.</summary>
    InnerProduct,

    /// <summary>−|q − x|².</summary>
    Euclidean,
}
