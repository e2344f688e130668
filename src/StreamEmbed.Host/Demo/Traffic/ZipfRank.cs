using StreamEmbed.Randomness;

namespace StreamEmbed.Host.Demo.Traffic;

/// <summary>Popularity ranks: rank r is drawn in proportion to ln((r + 2) / (r + 1)), which is close to Zipf's 1 / (r + 1.5).</summary>
internal static class ZipfRank
{
    /// <summary>Draws a rank in [0, <paramref name="count"/>) by inversion: no table, so the count may change at each draw.</summary>
    public static int Draw(SeededRandom random, int count) =>
        Math.Min(count - 1, (int)Math.Exp(random.NextDouble() * Math.Log(count + 1.0)) - 1);
}
