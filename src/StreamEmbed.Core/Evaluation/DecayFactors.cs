namespace StreamEmbed.Evaluation;

/// <summary>What is left at one moment of what was counted at others, for several half-lives; each power is worked out once a look. Single owner.</summary>
/// <remarks>
/// Millions of counts were last touched at some thousand moments: a power for each count and each way to score was nearly all the time of an
/// evaluation of long baskets.
/// </remarks>
/// <param name="halfLifeHours">The half-lives, hours.</param>
internal sealed class DecayFactors(double[] halfLifeHours)
{
    private readonly List<long> _moments = [];
    private int[] _lookOf = [];
    private float[] _factors = [];
    private int _look;
    private long _nowMs;

    /// <summary>Half-lives, and factors of a moment.</summary>
    public int Count => halfLifeHours.Length;

    /// <summary>The number of a moment, to be kept with what is counted then. Moments come in order of time.</summary>
    public int MomentAt(long timeMs)
    {
        if (_moments.Count == 0 || _moments[^1] != timeMs)
        {
            _moments.Add(timeMs);
        }

        return _moments.Count - 1;
    }

    /// <summary>Says as of when <see cref="Of"/> answers.</summary>
    public void Look(long nowMs)
    {
        if (_look > 0 && nowMs == _nowMs && _lookOf.Length >= _moments.Count)
        {
            return;
        }

        _nowMs = nowMs;
        _look++;
        if (_lookOf.Length < _moments.Count)
        {
            Array.Resize(ref _lookOf, 2 * _moments.Count);
            Array.Resize(ref _factors, _lookOf.Length * Count);
        }
    }

    /// <summary>The factors of a moment, one for each half-life.</summary>
    public ReadOnlySpan<float> Of(int moment)
    {
        var factors = _factors.AsSpan(moment * Count, Count);
        if (_lookOf[moment] != _look)
        {
            _lookOf[moment] = _look;
            for (var i = 0; i < factors.Length; i++)
            {
                factors[i] = (float)Math.Pow(2, (_moments[moment] - _nowMs) / (halfLifeHours[i] * 3_600_000));
            }
        }

        return factors;
    }
}
