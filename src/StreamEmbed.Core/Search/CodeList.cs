using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Search;

/// <summary>Rows whose codes start from one centroid. Immutable.</summary>
/// <param name="pages">All full but the last.</param>
/// <param name="count">Rows.</param>
/// <param name="centroid">float[dimension].</param>
/// <param name="longestCode">No code is longer.</param>
/// <param name="sums">What the rows add up to.</param>
internal sealed unsafe class CodeList(CodePage[] pages, int count, float[] centroid, float longestCode, ListSums sums)
{
    private const int LineBytes = 64;
    private const int FetchedLines = 16;

    public CodePage[] Pages => pages;

    public int Count => count;

    public float[] Centroid => centroid;

    public float LongestCode => longestCode;

    public ListSums Sums => sums;

    /// <summary>Asks for the memory where a scan begins; the processor goes on from there by itself.</summary>
    public void Fetch()
    {
        if (pages.Length > 0 && Sse.IsSupported)
        {
            for (var line = 0; line < FetchedLines; line++)
            {
                Sse.Prefetch0(pages[0].Codes + (line * LineBytes));
            }

            Sse.Prefetch0(Unsafe.AsPointer(ref centroid[0]));
            Sse.Prefetch0(pages[0].Scales);
        }
    }

    /// <summary>Rows of a page that are in use.</summary>
    public int RowsOf(int page) => Math.Min(CodePage.MaxRows, count - (page * CodePage.MaxRows));
}
