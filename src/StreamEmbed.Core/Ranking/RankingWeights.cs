namespace StreamEmbed.Ranking;

/// <summary>Weights of the features: plain ones, and for each gate what it adds when it is open. An immutable value.</summary>
/// <remarks>A query's weights are w⁰ + Σ g_m · w^m over its gates.</remarks>
public sealed class RankingWeights
{
    private readonly double[] _weights;

    /// <param name="weights">double[(1 + <see cref="RankingGates.Count"/>) × <see cref="RankingFeatures.Count"/>], row by row. Copied.</param>
    /// <exception cref="ArgumentException">There are more or fewer, or one is not finite.</exception>
    public RankingWeights(ReadOnlySpan<double> weights)
    {
        if (weights.Length != Length)
        {
            throw new ArgumentException($"There are {weights.Length} weights where {Length} belong.", nameof(weights));
        }

        if (weights.ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
        {
            throw new ArgumentException("A weight is not a finite number.", nameof(weights));
        }

        _weights = weights.ToArray();
    }

    /// <summary>Number of weights.</summary>
    public static int Length => (1 + RankingGates.Count) * RankingFeatures.Count;

    /// <summary>What ranks before anything was learned: a mean over shops, news and video sites, without gates.</summary>
    /// <remarks>On each of six recorded sites the mean of the others was within 0.6 to 6 points of hit rate of what the site's own clicks teach.</remarks>
    public static RankingWeights Start { get; } = MakeStart();

    /// <summary>All weights, row by row.</summary>
    public ReadOnlySpan<double> Values => _weights;

    /// <summary>The weights of a query.</summary>
    /// <param name="gates">Its gates.</param>
    /// <param name="weights">float[<see cref="RankingFeatures.Count"/>].</param>
    public void At(in RankingGates gates, Span<float> weights)
    {
        for (var feature = 0; feature < RankingFeatures.Count; feature++)
        {
            var sum = _weights[feature];
            for (var gate = 0; gate < RankingGates.Count; gate++)
            {
                sum += gates[gate] * _weights[((1 + gate) * RankingFeatures.Count) + feature];
            }

            weights[feature] = (float)sum;
        }
    }

    private static RankingWeights MakeStart()
    {
        (RankingFeature Feature, double Weight)[] start =
        [
            (RankingFeature.Session, 1.26), (RankingFeature.Last, 1.42), (RankingFeature.Earlier, 0.62),
            (RankingFeature.Clicks2h, 0.14), (RankingFeature.Clicks24h, 0.17), (RankingFeature.Clicks7d, 0.35),
            (RankingFeature.Later2h, 0.11), (RankingFeature.Later24h, -0.20),
            (RankingFeature.Clicks, -0.25), (RankingFeature.Age, -0.02), (RankingFeature.Idle, -0.26),
            (RankingFeature.SeenWith, 0), (RankingFeature.SeenWithOften, 0.23), (RankingFeature.SeenWithCosine, 0.52),
            (RankingFeature.SeenWithLately, 0.13), (RankingFeature.SeenNext, 0.22), (RankingFeature.SeenWithEarlier, 0.08),
            (RankingFeature.Own, -0.26), (RankingFeature.OwnTimes, 0.08),
        ];
        var weights = new double[Length];
        foreach (var (feature, weight) in start)
        {
            weights[(int)feature] = weight;
        }

        return new RankingWeights(weights);
    }
}
