namespace StreamEmbed.Search;

/// <summary>Memory that a search works in. One search at a time; any index of the same dimension.</summary>
public sealed class SearchScratch
{
    /// <param name="dimension">Numbers in a vector.</param>
    public SearchScratch(int dimension)
    {
        Dimension = dimension;
        Query = new CodeQuery(dimension, FrozenCodeIndex.WidthOf(dimension));
    }

    public int Dimension { get; }

    internal CodeQuery Query { get; }

    internal Candidates Candidates { get; } = new();

    internal ListQueue Lists { get; } = new();
}
