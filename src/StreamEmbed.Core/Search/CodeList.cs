namespace StreamEmbed.Search;

/// <summary>Rows whose codes start from one centroid. Immutable.</summary>
/// <param name="pages">All full but the last.</param>
/// <param name="count">Rows.</param>
/// <param name="centroid">float[dimension].</param>
/// <param name="longestCode">No code is longer.</param>
internal sealed class CodeList(CodePage[] pages, int count, float[] centroid, float longestCode)
{
    public CodePage[] Pages => pages;

    public int Count => count;

    public float[] Centroid => centroid;

    public float LongestCode => longestCode;

    /// <summary>Rows of a page that are in use.</summary>
    public int RowsOf(int page) => Math.Min(CodePage.MaxRows, count - (page * CodePage.MaxRows));
}
