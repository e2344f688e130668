using System.Numerics;
using System.Runtime.InteropServices;

namespace StreamEmbed.Search;

/// <summary>How near the best rows of each list may be: what decides which lists are scanned.</summary>
/// <remarks>
/// A row of a list is its centroid plus a rest r, and q̂·r spreads around 0 with the lengths of the rests. So the best row is
/// expected at e = q̂·c + Reach · √(mean |r|²), times a length among the list's where lengths count. It is no bound: rows may
/// be nearer, and recall tells how often. Fixed at once for all queries, it visits few lists where rows lie close, many where
/// they do not. Immutable.
/// </remarks>
internal sealed class ListPriorities
{
    // 0.4 to 0.5 kept recall at 0.99 and above on all sets with structure that it was tried on; 0.5 is the safer end.
    private const float Reach = 0.5f;

    // Lengths are taken to lie within this many standard deviations of their mean.
    private const float NormDeviations = 3;

    private readonly float[] _reaches;
    private readonly float[] _shortest;
    private readonly float[] _longest;

    public ListPriorities(ReadOnlySpan<CodeList> lists)
    {
        (_reaches, _shortest, _longest) = (new float[lists.Length], new float[lists.Length], new float[lists.Length]);
        for (var list = 0; list < lists.Length; list++)
        {
            var (count, sums) = (lists[list].Count, lists[list].Sums);
            if (count == 0)
            {
                (_reaches[list], _shortest[list], _longest[list]) = (float.NegativeInfinity, 1, 1);
                continue;
            }

            var mean = sums.Norms / count;
            var deviation = Math.Sqrt(Math.Max(0, (sums.NormSquares / count) - (mean * mean)));
            _reaches[list] = Reach * (float)Math.Sqrt(Math.Max(0, sums.CodeSquares) / count);
            _shortest[list] = (float)Math.Max(0, mean - (NormDeviations * deviation));
            _longest[list] = (float)(mean + (NormDeviations * deviation));
        }
    }

    /// <summary>Makes priorities, in the units of <see cref="QueryForm"/>, of the products q̂·c.</summary>
    /// <param name="values">float[lists], a multiple of <see cref="Centroids.CountMultiple"/>: products in, priorities out.</param>
    public void Apply(CodedMetric metric, float queryNorm, Span<float> values)
    {
        var lanes = MemoryMarshal.Cast<float, Vector<float>>(values);
        var reaches = MemoryMarshal.Cast<float, Vector<float>>(_reaches);
        var shortest = MemoryMarshal.Cast<float, Vector<float>>(_shortest);
        var longest = MemoryMarshal.Cast<float, Vector<float>>(_longest);
        for (var i = 0; i < lanes.Length; i++)
        {
            var expected = lanes[i] + reaches[i];
            switch (metric)
            {
                case CodedMetric.InnerProduct:
                    lanes[i] = expected * Vector.ConditionalSelect(Vector.GreaterThan(expected, Vector<float>.Zero), longest[i], shortest[i]);
                    break;
                case CodedMetric.Euclidean:
                    // Of all lengths n among the list's, the one at which n · expected − n² / 2|q| is largest.
                    var norm = Vector.Min(Vector.Max(expected * queryNorm, shortest[i]), longest[i]);
                    lanes[i] = (expected * norm) - (norm * norm * (0.5f / queryNorm));
                    break;
                default:
                    lanes[i] = expected;
                    break;
            }
        }
    }
}
