using StreamEmbed.Randomness;

namespace StreamEmbed.Core.Tests.Search;

/// <summary>Vectors as catalogues have them, and as they do not.</summary>
internal static class VectorSets
{
    /// <summary>Directions around <paramref name="centres"/> points, lengths from 0.5 to 4.</summary>
    public static List<float[]> Clustered(int count, int dimension, int centres, SeededRandom random)
    {
        var middle = Enumerable.Range(0, centres).Select(_ => Gaussian(dimension, random)).ToArray();
        return [.. Enumerable.Range(0, count).Select(_ => Near(middle[random.NextInt(centres)], random))];
    }

    /// <summary>No direction is likelier than another.</summary>
    public static List<float[]> Isotropic(int count, int dimension, SeededRandom random) =>
        [.. Enumerable.Range(0, count).Select(_ => Gaussian(dimension, random))];

    /// <summary>All that may be in a catalogue and is no ordinary vector: zeros, copies, multiples, tiny, huge and broken ones.</summary>
    public static List<float[]> Awkward(int count, int dimension, SeededRandom random)
    {
        var rows = Clustered(count, dimension, 5, random);
        for (var i = 0; i < count; i++)
        {
            rows[i] = random.NextInt(12) switch
            {
                0 => new float[dimension],
                1 => (float[])rows[random.NextInt(count)].Clone(),
                2 => Times(rows[random.NextInt(count)], 2),
                3 => Times(rows[i], 1e-6f),
                4 => Times(rows[i], 1e7f),
                5 => Times(rows[i], 1e-25f),
                6 => Times(rows[i], 1e25f),
                7 => OneHot(dimension, random.NextInt(dimension)),
                8 => [.. rows[i].Select((x, d) => d == 0 ? float.NaN : x)],
                9 => [.. rows[i].Select((x, d) => d == 0 ? float.PositiveInfinity : x)],
                _ => rows[i],
            };
        }

        return rows;
    }

    public static float[] Near(float[] vector, SeededRandom random, float step = 0.3f) =>
        Times([.. vector.Zip(Gaussian(vector.Length, random), (x, y) => x + (step * y))], 0.5f + (3.5f * random.NextSingle()));

    public static float[] Gaussian(int dimension, SeededRandom random) =>
        [.. Enumerable.Range(0, dimension).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble())))];

    private static float[] Times(float[] vector, float factor) => [.. vector.Select(x => x * factor)];

    private static float[] OneHot(int dimension, int at) => [.. Enumerable.Range(0, dimension).Select(d => d == at ? 1f : 0f)];
}
