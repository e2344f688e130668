using StreamEmbed.State;

namespace StreamEmbed.Ranking;

/// <summary>Learns the weights from what was clicked next, one position at a time, in constant memory. Single owner.</summary>
/// <remarks>
/// With p the softmax of the scores of the target and the strongest others, x features, g = (1, gates) and
/// e = max(0.02, 1 / (1 + (rank / 50)²)):  gradient = e · g ⊗ (x_target − E_p x),  Hessian = e · (g gᵀ) ⊗ Cov_p(x), into an <see cref="OnlineNewton"/>.
/// Only the strongest count, and a target far down counts little, because what cannot be reached has nothing to teach
/// about the top of a list (conditional logit: McFadden 1974; the weighting by rank is our own, measured on recorded clicks).
/// </remarks>
internal sealed class RankingLearner
{
    /// <summary>Others that a target is compared with.</summary>
    public const int Others = 100;

    private const double RankScale = 50;
    private const double LeastWeight = 0.02;
    private const double NegligibleShare = 1e-6;
    private const double Memory = 4000;
    private const double Prior = 5;
    private const double LongestStep = 0.5;
    // A weight beyond this is no weight of a feature of a few units any more.
    private const double GreatestWeight = 100;
    private const int Version = 1;
    private const string Section = "model/ranking";
    private const int Groups = 1 + RankingGates.Count;

    private readonly int[] _features;
    private readonly OnlineNewton _newton;
    private readonly double[] _gradient;
    private readonly double[] _mean;
    private readonly double[] _covariance;
    private readonly double[] _shares = new double[1 + Others];
    private readonly double[] _groupWeights = new double[Groups];
    private readonly double[] _own;

    /// <param name="groups">Features that are used; the weights of the others are 0.</param>
    /// <param name="start">Where the weights start.</param>
    public RankingLearner(RankingGroups groups, RankingWeights start)
    {
        _features = [.. RankingFeatures.Of(groups).Select(feature => (int)feature)];
        var size = _features.Length * Groups;
        var values = new double[size];
        for (var group = 0; group < Groups; group++)
        {
            for (var i = 0; i < _features.Length; i++)
            {
                values[(group * _features.Length) + i] = start.Values[(group * RankingFeatures.Count) + _features[i]];
            }
        }

        _newton = new OnlineNewton(values, Memory, Prior, LongestStep);
        _gradient = new double[size];
        _mean = new double[_features.Length];
        _covariance = new double[_features.Length * _features.Length];
        _own = new double[_features.Length];
        Weights = Publish() ?? start;
    }

    /// <summary>The weights as last learned; those before, when what was learned is not finite or beyond all bounds.</summary>
    public RankingWeights Weights { get; private set; }

    /// <summary>Positions learned from.</summary>
    public long Positions { get; private set; }

    /// <summary>Steps whose weights were not finite or beyond all bounds.</summary>
    public long Refused { get; private set; }

    /// <summary>Σ of −ln p(target), each weighted by e.</summary>
    public double Loss { get; private set; }

    /// <summary>Learns from one position.</summary>
    /// <param name="features">float[candidates × <see cref="RankingFeatures.Count"/>], the target first; at most 1 + <see cref="Others"/> candidates.</param>
    /// <param name="gates">The query's gates.</param>
    /// <param name="rank">The target's rank among all items, from 1.</param>
    public void Learn(ReadOnlySpan<float> features, in RankingGates gates, double rank)
    {
        // Before anything is touched: what is not finite would never leave the curvature again.
        if (features.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
        {
            Refused++;
            return;
        }

        var candidates = features.Length / RankingFeatures.Count;
        var weight = Math.Max(LeastWeight, 1 / (1 + ((rank / RankScale) * (rank / RankScale))));
        TakeWeights(gates);
        TakeShares(features, candidates);
        TakeMoments(features, candidates);

        _newton.Forget();
        AddCurvature(weight);
        for (var group = 0; group < Groups; group++)
        {
            for (var i = 0; i < _features.Length; i++)
            {
                _gradient[(group * _features.Length) + i] = weight * _groupWeights[group] * (features[_features[i]] - _mean[i]);
            }
        }

        Positions++;
        Loss -= weight * Math.Log(Math.Max(_shares[0], 1e-12));
        if (!_newton.Step(_gradient))
        {
            Refused++;
        }
        else if (Publish() is { } learned)
        {
            Weights = learned;
        }
        else
        {
            Refused++;
        }
    }

    public void Save(StateSave save)
    {
        var state = save.AddSection(Section, Version);
        state.WriteInt32(_features.Length);
        foreach (var feature in _features)
        {
            state.WriteInt32(feature);
        }

        state.WriteInt64(Positions);
        state.WriteInt64(Refused);
        state.WriteDouble(Loss);
        state.WriteValues(Weights.Values);
        _newton.Save(state);
    }

    /// <exception cref="StateFormatException">It makes no sense.</exception>
    /// <exception cref="StateRefusedException">Other features were learned.</exception>
    public void Restore(ISavedState saved)
    {
        var state = saved.Section(Section, Version, Version);
        var features = state.ReadValues<int>();
        if (!features.AsSpan().SequenceEqual(_features))
        {
            throw state.Refused("was learned with other features: set Ranking:Features as it was, or start with an empty model");
        }

        Positions = state.ReadInt64();
        Refused = state.ReadInt64();
        Loss = state.ReadDouble();
        var weights = state.ReadValues<double>();
        if (weights.Length != RankingWeights.Length || weights.AsSpan().ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
        {
            throw state.Wrong("holds weights that are none");
        }

        Weights = new RankingWeights(weights);
        _newton.Restore(state);
        state.End();
    }

    private RankingWeights? Publish()
    {
        var weights = new double[RankingWeights.Length];
        for (var group = 0; group < Groups; group++)
        {
            for (var i = 0; i < _features.Length; i++)
            {
                weights[(group * RankingFeatures.Count) + _features[i]] = _newton.Weights[(group * _features.Length) + i];
            }
        }

        return weights.AsSpan().ContainsAnyExceptInRange(-GreatestWeight, GreatestWeight) ? null : new RankingWeights(weights);
    }

    private void TakeWeights(in RankingGates gates)
    {
        _groupWeights[0] = 1;
        for (var gate = 0; gate < RankingGates.Count; gate++)
        {
            _groupWeights[1 + gate] = gates[gate];
        }

        for (var i = 0; i < _features.Length; i++)
        {
            _own[i] = 0;
            for (var group = 0; group < Groups; group++)
            {
                _own[i] += _groupWeights[group] * _newton.Weights[(group * _features.Length) + i];
            }
        }
    }

    private void TakeShares(ReadOnlySpan<float> features, int candidates)
    {
        var greatest = double.NegativeInfinity;
        for (var candidate = 0; candidate < candidates; candidate++)
        {
            var score = 0.0;
            for (var i = 0; i < _features.Length; i++)
            {
                score += _own[i] * features[(candidate * RankingFeatures.Count) + _features[i]];
            }

            _shares[candidate] = score;
            greatest = Math.Max(greatest, score);
        }

        var sum = 0.0;
        for (var candidate = 0; candidate < candidates; candidate++)
        {
            _shares[candidate] = Math.Exp(_shares[candidate] - greatest);
            sum += _shares[candidate];
        }

        for (var candidate = 0; candidate < candidates; candidate++)
        {
            _shares[candidate] /= sum;
        }
    }

    // E_p x and, in the lower half, E_p xxᵀ − E_p x E_p xᵀ.
    private void TakeMoments(ReadOnlySpan<float> features, int candidates)
    {
        var count = _features.Length;
        Array.Clear(_mean);
        Array.Clear(_covariance);
        Span<double> candidateFeatures = stackalloc double[RankingFeatures.Count];
        for (var candidate = 0; candidate < candidates; candidate++)
        {
            var share = _shares[candidate];
            if (share < NegligibleShare)
            {
                continue;
            }

            for (var i = 0; i < count; i++)
            {
                candidateFeatures[i] = features[(candidate * RankingFeatures.Count) + _features[i]];
            }

            for (var i = 0; i < count; i++)
            {
                var part = share * candidateFeatures[i];
                _mean[i] += part;
                for (var j = 0; j <= i; j++)
                {
                    _covariance[(i * count) + j] += part * candidateFeatures[j];
                }
            }
        }

        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                _covariance[(i * count) + j] -= _mean[i] * _mean[j];
                _covariance[(j * count) + i] = _covariance[(i * count) + j];
            }
        }
    }

    private void AddCurvature(double weight)
    {
        var count = _features.Length;
        for (var group = 0; group < Groups; group++)
        {
            for (var i = 0; i < count; i++)
            {
                var row = _newton.Curvature((group * count) + i);
                for (var other = 0; other <= group; other++)
                {
                    var scale = weight * _groupWeights[group] * _groupWeights[other];
                    var last = other == group ? i + 1 : count;
                    var covariances = _covariance.AsSpan(i * count, last);
                    var to = row.Slice(other * count, last);
                    for (var j = 0; j < last; j++)
                    {
                        to[j] += scale * covariances[j];
                    }
                }
            }
        }
    }
}
