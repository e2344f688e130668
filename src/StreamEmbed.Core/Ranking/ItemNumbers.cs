using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamEmbed.Ranking;

/// <summary>The eight features that an item has whatever the query, at one moment: float[8] from <see cref="RankingFeature.Clicks2h"/> on.</summary>
/// <remarks>One logarithm of eight numbers for an item, so that all items of a catalogue can be looked at for one query.</remarks>
internal static class ItemNumbers
{
    private const float MsPerHour = 3_600_000;
    private const float Ln2 = 0.6931471805599453f;

    // Items hardly clicked of late are all alike: the logarithm of next to nothing would outweigh everything else.
    private static readonly float Floor = MathF.Log(0.3f);
    // ln of a count falls by ln 2 in a half-life.
    private static readonly Vector256<float> FallPerHour = Vector256.Create(Ln2 / 2, Ln2 / 24, Ln2 / 168, Ln2 / 2, Ln2 / 24, 0, 0, 0);
    private static readonly Vector256<float> Least = Vector256.Create(Floor, Floor, Floor, Floor, Floor, 0, 0, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> At(in ItemActivity activity, long nowMs)
    {
        var idle = Math.Max(0, nowMs - activity.LastMs) / MsPerHour;
        var age = Math.Max(0, nowMs - activity.FirstMs) / MsPerHour;
        var counts = Vector256.Create(
            activity.Clicks2h, activity.Clicks24h, activity.Clicks7d, activity.Later2h, activity.Later24h, 1 + activity.Clicks, 1 + age, 1 + idle);
        var logarithms = Vector256.Log(counts) - (FallPerHour * idle);
        return Vector256.Max(logarithms, Least);
    }

    /// <summary>Σ of products, always added in the same order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Dot(Vector256<float> left, Vector256<float> right)
    {
        var products = left * right;
        var four = products.GetLower() + products.GetUpper();
        return (four[0] + four[1]) + (four[2] + four[3]);
    }
}
