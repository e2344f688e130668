using System.Runtime.Intrinsics;

namespace StreamEmbed.Benchmarks.Search;

/// <summary>The float scan that exact searches are measured against: rows of length 1 in one block of memory, four sums in the widest registers.</summary>
internal sealed class GoodFloatScan
{
    private const int Lanes = 16;

    private readonly float[] _rows;
    private readonly int _dimension;

    /// <param name="vectors">float[rows × dimension].</param>
    /// <param name="dimension">A multiple of 64.</param>
    public GoodFloatScan(ReadOnlySpan<float> vectors, int dimension)
    {
        (_rows, _dimension) = (GC.AllocateUninitializedArray<float>(vectors.Length, pinned: true), dimension);
        for (var first = 0; first < vectors.Length; first += dimension)
        {
            var row = vectors.Slice(first, dimension);
            var inverse = 1 / Length(row);
            for (var d = 0; d < dimension; d++)
            {
                _rows[first + d] = row[d] * inverse;
            }
        }
    }

    public static float Length(ReadOnlySpan<float> vector)
    {
        var sum = 0.0;
        foreach (var number in vector)
        {
            sum += (double)number * number;
        }

        return (float)Math.Sqrt(sum);
    }

    /// <summary>The cosine of each of the best, the best first, and their rows.</summary>
    public (float Cosine, int Row)[] Find(ReadOnlySpan<float> query, int count)
    {
        var unit = new float[_dimension];
        var inverse = 1 / Length(query);
        for (var d = 0; d < _dimension; d++)
        {
            unit[d] = query[d] * inverse;
        }

        var best = new PriorityQueue<int, float>(count + 1);
        var least = float.NegativeInfinity;
        for (var first = 0; first < _rows.Length; first += _dimension)
        {
            var cosine = Dot(unit, ref _rows[first]);
            if (cosine > least)
            {
                best.Enqueue(first / _dimension, cosine);
                if (best.Count > count)
                {
                    best.Dequeue();
                }

                if (best.Count == count && best.TryPeek(out _, out var worst))
                {
                    least = worst;
                }
            }
        }

        var found = new (float Cosine, int Row)[best.Count];
        for (var i = found.Length - 1; i >= 0 && best.TryDequeue(out var row, out var cosine); i--)
        {
            found[i] = (cosine, row);
        }

        return found;
    }

    /// <summary>The cosine of a row and a query.</summary>
    public float Cosine(ReadOnlySpan<float> query, int row)
    {
        var sum = 0.0;
        for (var d = 0; d < _dimension; d++)
        {
            sum += (double)query[d] * _rows[(row * _dimension) + d];
        }

        return (float)(sum / Length(query));
    }

    private float Dot(float[] query, ref float row)
    {
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        for (nuint d = 0; d < (nuint)_dimension; d += 4 * Lanes)
        {
            s0 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref query[0], d), Vector512.LoadUnsafe(ref row, d), s0);
            s1 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref query[0], d + Lanes), Vector512.LoadUnsafe(ref row, d + Lanes), s1);
            s2 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref query[0], d + (2 * Lanes)), Vector512.LoadUnsafe(ref row, d + (2 * Lanes)), s2);
            s3 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref query[0], d + (3 * Lanes)), Vector512.LoadUnsafe(ref row, d + (3 * Lanes)), s3);
        }

        return Vector512.Sum((s0 + s1) + (s2 + s3));
    }
}
