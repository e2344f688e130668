namespace StreamEmbed.Search;

/// <summary>Vectors by number. Immutable while somebody reads them.</summary>
public interface IVectorRows
{
    int Count { get; }

    /// <summary>float[dimension].</summary>
    ReadOnlySpan<float> VectorOf(int row);
}
