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

    private static readonly CoVisitationVariant[] Sums =
    [
        new(0, 1, 1), new(0, 0.7, 1), new(0, 0.7, 0.5), new(1, 1, 1), new(2, 1, 1), new(3, 1, 1), new(2, 0.7, 0.5), new(3, 0.7, 0.5),
    ];

    // The first three also with the cosine's division.
    private static readonly CoVisitationVariant[] Ways = [.. Sums, .. Sums.Take(3).Select(way => way with { Cosine = true })];

    private readonly Dictionary<int, Pair>?[] _pairs;
    private readonly double[] _counts;
    private readonly double[] _logarithms;
    private readonly ItemPopularity _popularity;
    private readonly DecayFactors _decay = new(HalfLifeHours);
    // double[items × ways without cosine]: a pair is read once for all ways.
    private readonly double[] _sums;

    /// <param name="items">Number of items in the log.</param>
    public CoVisitationRecommender(int items)
    {
        _pairs = new Dictionary<int, Pair>?[items];
        _counts = new double[items];
        _logarithms = new double[items];
        _sums = new double[items * Sums.Length];
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

        var moment = _decay.MomentAt(session.EndMs);
        _decay.Look(session.EndMs);
        var items = session.Items.AsSpan(0, Math.Min(LongestSession, session.Items.Length));
        for (var i = 0; i < items.Length; i++)
        {
            var pairs = _pairs[items[i]] ??= [];
            for (var j = 0; j < items.Length; j++)
            {
                if (items[i] != items[j])
                {
                    ref var pair = ref CollectionsMarshal.GetValueRefOrAddDefault(pairs, items[j], out _);
                    pair.MoveTo(moment, _decay);
                    pair.Add(isForward: j > i);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Look(Position position)
    {
        _decay.Look(position.TimeMs);
        _popularity.Logarithms(position.TimeMs, 0, _logarithms);
        Array.Clear(_sums);
        var back = 0;
        for (var at = position.Prefix.Length - 1; at >= Math.Max(0, position.Prefix.Length - LongestPrefix); at--, back++)
        {
            if (_pairs[position.Prefix[at]] is { } pairs)
            {
                Add(pairs, back);
            }
        }
    }

    /// <inheritdoc/>
    public void Score(int variant, Span<double> scores)
    {
        var way = Ways[variant];
        var sum = variant < Sums.Length ? variant : variant - Sums.Length;
        for (var item = 0; item < scores.Length; item++)
        {
            var score = _sums[(item * Sums.Length) + sum];
            if (way.Cosine && score > 0)
            {
                score /= Math.Sqrt(_counts[item]);
            }

            // Increasing in the logarithm, between 0 and 1; an item never clicked has negative infinity and keeps it.
            var tie = 0.5 + (Math.Atan(_logarithms[item]) / Math.PI);
            scores[item] = double.IsNegativeInfinity(_logarithms[item]) ? double.NegativeInfinity : score + (TieBreak * tie);
        }
    }

    private void Add(Dictionary<int, Pair> pairs, int back)
    {
        Span<double> weights = stackalloc double[Sums.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = Math.Pow(Sums[i].Step, back);
        }

        foreach (var (item, pair) in pairs)
        {
            var factors = _decay.Of(pair.Moment);
            var sums = _sums.AsSpan(item * Sums.Length, Sums.Length);
            for (var i = 0; i < sums.Length; i++)
            {
                var way = Sums[i];
                sums[i] += weights[i] * pair.At(way.HalfLife, way.Backward) * factors[way.HalfLife];
            }
        }
    }

    /// <summary>Counts of one ordered pair, for each half-life, as of the last moment that it was seen.</summary>
    private struct Pair
    {
        private Counts _forward;
        private Counts _backward;

        public int Moment { get; private set; }

        public void MoveTo(int moment, DecayFactors decay)
        {
            if (moment == Moment)
            {
                return;
            }

            var factors = decay.Of(Moment);
            Moment = moment;
            for (var i = 0; i < factors.Length; i++)
            {
                _forward[i] *= factors[i];
                _backward[i] *= factors[i];
            }
        }

        public void Add(bool isForward)
        {
            for (var i = 0; i < HalfLifeHours.Length; i++)
            {
                _forward[i] += isForward ? 1 : 0;
                _backward[i] += isForward ? 0 : 1;
            }
        }

        public readonly double At(int halfLife, double backward) => _forward[halfLife] + (backward * _backward[halfLife]);
    }

    [System.Runtime.CompilerServices.InlineArray(4)]
    private struct Counts
    {
        private float _first;
    }
}
