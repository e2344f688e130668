using System.Numerics;
using System.Runtime.InteropServices;
using StreamEmbed.Randomness;

namespace StreamEmbed.Search;

/// <summary>Finds points around which rows lie: k-means over the directions of a sample (Lloyd 1982, "Least squares quantization in PCM").</summary>
internal static class CentroidTraining
{
    // Enough that a mean is one: fewer left recall lower at the same work, more cost time only.
    private const int SampleOfAList = 64;
    private const int Iterations = 8;

    /// <summary>About 2 √N, the number at which comparing with the points costs about as much as scanning the lists found.</summary>
    public static int ListsFor(int rows) =>
        ((int)(2 * Math.Sqrt(rows)) + Centroids.CountMultiple - 1) / Centroids.CountMultiple * Centroids.CountMultiple;

    /// <param name="rows">At least one.</param>
    /// <param name="count">How many points, a multiple of <see cref="Centroids.CountMultiple"/>.</param>
    /// <param name="random">Chooses the sample and where points start.</param>
    public static Centroids Run(IVectorRows rows, int dimension, int count, SeededRandom random, CancellationToken cancellation)
    {
        var width = FrozenCodeIndex.WidthOf(dimension);
        var (centroids, query) = (new Centroids(count, dimension, width), new CodeQuery(dimension, width));
        var sample = Sample(rows.Count, count * SampleOfAList, random);
        var (sums, counts, values) = (new float[count][], new int[count], new float[count]);
        for (var list = 0; list < count; list++)
        {
            sums[list] = new float[dimension];
            query.Vector.Set(rows.VectorOf(sample[random.NextInt(sample.Length)]));
            centroids.Set(list, query.Vector.Values.ToArray());
        }

        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            Array.Clear(counts);
            Array.ForEach(sums, Array.Clear);
            foreach (var row in sample)
            {
                cancellation.ThrowIfCancellationRequested();
                query.Set(rows.VectorOf(row));
                var nearest = centroids.Nearest(query, values);
                counts[nearest]++;
                AddTo(sums[nearest], query.Vector.Values);
            }

            for (var list = 0; list < count; list++)
            {
                centroids.Set(list, Mean(rows, sample, sums[list], counts[list], query.Vector, random));
            }
        }

        return centroids;
    }

    private static int[] Sample(int rows, int wanted, SeededRandom random)
    {
        var sample = new int[Math.Min(rows, wanted)];
        for (var i = 0; i < sample.Length; i++)
        {
            sample[i] = sample.Length == rows ? i : random.NextInt(rows);
        }

        return sample;
    }

    // A point that no row is nearest to starts anew at a row.
    private static float[] Mean(IVectorRows rows, int[] sample, float[] sum, int count, UnitVector unit, SeededRandom random)
    {
        if (count == 0)
        {
            unit.Set(rows.VectorOf(sample[random.NextInt(sample.Length)]));
            return unit.Values.ToArray();
        }

        return Array.ConvertAll(sum, x => x / count);
    }

    private static void AddTo(Span<float> sum, ReadOnlySpan<float> values)
    {
        var lanes = MemoryMarshal.Cast<float, Vector<float>>(sum);
        var added = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (var i = 0; i < lanes.Length; i++)
        {
            lanes[i] += added[i];
        }

        for (var d = lanes.Length * Vector<float>.Count; d < sum.Length; d++)
        {
            sum[d] += values[d];
        }
    }
}
