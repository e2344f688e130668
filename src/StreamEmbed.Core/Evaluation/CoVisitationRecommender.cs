using System.Runtime.InteropServices;

namespace StreamEmbed.Evaluation;

/// <summary>Counts of items seen in one session, kept for every pair while the log is read: the strongest simple opponent on shops.</summary>
/// <remarks>Where nothing was seen together, popularity of the last day decides.</remarks>
public sealed class CoVisitationRecommender : IRecommender
{
    // A table of all pairs of a session of 2,000 items would be the whole cost, and say nothing.
    private const int LongestSession = 200;
    private const int LongestPrefix = 50;
    // Below any count that decides: it only orders those that are equal.
    private const double TieBreak = 1e-12;

    private static readonly double[] HalfLifeHours = [1e6, 7 * 24, 24, 6];

    private static readonly CoVisitationVariant[] Ways =
    [
        new(0, 1, 1), new(0, 0.7, 1), new(0, 0.7, 0.5), new(1, 1, 1), new(2, 1, 1), new(3, 1, 1), new(2, 0.7, 0.5), new(3, 0.7, 0.5),
        new(0, 1, 1, Cosine: true), new(0, 0.7, 1, Cosine: true), new(0, 0.7, 0.5, Cosine: true),
    ];

    private readonly Dictionary<int, Pair>?[] _pairs;
    private readonly double[] _counts;
    private readonly double[] _logarithms;
    private readonly ItemPopularity _popularity;
    private int[] _prefix = [];
    private long _timeMs;

    /// <param name="items">Number of items in the log.</param>
    public CoVisitationRecommender(int items)
    {
        _pairs = new Dictionary<int, Pair>?[items];
        _counts = new double[items];
        _logarithms = new double[items];
        _popularity = new ItemPopularity(items, TimeSpan.FromDays(1));
        Variants = [.. Ways.Select(way => way.Name(HalfLifeHours[way.HalfLife]))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Variants { get; }

    /// <inheritdoc/>
    public void Learn(RecordedSession session)
    {
        _popularity.Add(session);
        foreach (var item in session.Items)
        {
            _counts[item]++;
        }

        var items = session.Items.AsSpan(0, Math.Min(LongestSession, session.Items.Length));
        for (var i = 0; i < items.Length; i++)
        {
            var pairs = _pairs[items[i]] ??= [];
            for (var j = 0; j < items.Length; j++)
            {
                if (items[i] != items[j])
                {
                    ref var pair = ref CollectionsMarshal.GetValueRefOrAddDefault(pairs, items[j], out _);
                    pair.Decay(session.EndMs);
                    pair.Add(isForward: j > i);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Look(Position position)
    {
        _prefix = position.Prefix[Math.Max(0, position.Prefix.Length - LongestPrefix)..].ToArray();
        _timeMs = position.TimeMs;
        _popularity.Logarithms(_timeMs, 0, _logarithms);
    }

    /// <inheritdoc/>
    public void Score(int variant, Span<double> scores)
    {
        var way = Ways[variant];
        scores.Clear();
        var weight = 1.0;
        for (var at = _prefix.Length - 1; at >= 0; at--, weight *= way.Step)
        {
            if (_pairs[_prefix[at]] is not { } pairs)
            {
                continue;
            }

            foreach (var (item, pair) in pairs)
            {
                scores[item] += weight * pair.At(_timeMs, way.HalfLife, way.Backward);
            }
        }

        for (var item = 0; item < scores.Length; item++)
        {
            if (way.Cosine && scores[item] > 0)
            {
                scores[item] /= Math.Sqrt(_counts[item]);
            }

            // Increasing in the logarithm, between 0 and 1; an item never clicked has negative infinity and keeps it.
            var tie = 0.5 + (Math.Atan(_logarithms[item]) / Math.PI);
            scores[item] = double.IsNegativeInfinity(_logarithms[item]) ? double.NegativeInfinity : scores[item] + (TieBreak * tie);
        }
    }

    /// <summary>Counts of one ordered pair, for each half-life, as of the last time that it was seen.</summary>
    private struct Pair
    {
        private Counts _forward;
        private Counts _backward;
        private long _timeMs;

        public void Decay(long timeMs)
        {
            if (timeMs == _timeMs)
            {
                return;
            }

            for (var i = 0; i < HalfLifeHours.Length; i++)
            {
                var factor = Factor(timeMs, i);
                _forward[i] *= factor;
                _backward[i] *= factor;
            }

            _timeMs = timeMs;
        }

        public void Add(bool isForward)
        {
            for (var i = 0; i < HalfLifeHours.Length; i++)
            {
                _forward[i] += isForward ? 1 : 0;
                _backward[i] += isForward ? 0 : 1;
            }
        }

        public readonly double At(long timeMs, int halfLife, double backward) =>
            (_forward[halfLife] + (backward * _backward[halfLife])) * Factor(timeMs, halfLife);

        private readonly float Factor(long timeMs, int halfLife) =>
            (float)Math.Pow(2, (_timeMs - timeMs) / (HalfLifeHours[halfLife] * 3_600_000));
    }

    [System.Runtime.CompilerServices.InlineArray(4)]
    private struct Counts
    {
        private float _first;
    }
}
