namespace StreamEmbed.Search;

/// <summary>Rows whose codes start from one centroid. Immutable.</summary>
/// <param name="pages">All full but the last.</param>
/// <param name="count">Rows.</param>
/// <param name="centroid">float[dimension].</param>
/// <param name="spread">Root mean square of the codes' lengths: how far the rows' directions are from the centroid.</param>
/// <param name="longestCode">No code is longer.</param>
/// <param name="longestRow">No row's vector is longer.</param>
internal sealed class CodeList(CodePage[] pages, int count, float[] centroid, float spread, float longestCode, float longestRow)
{
    public CodePage[] Pages => pages;

    public int Count => count;

    public float[] Centroid => centroid;

    public float Spread => spread;

    public float LongestCode => longestCode;

    public float LongestRow => longestRow;

    /// <summary>Rows of a page that are in use.</summary>
    public int RowsOf(int page) => Math.Min(CodePage.MaxRows, count - (page * CodePage.MaxRows));
}
