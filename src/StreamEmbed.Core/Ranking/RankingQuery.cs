using System.Runtime.Intrinsics;
using StreamEmbed.Neighbours;
using StreamEmbed.Search;

namespace StreamEmbed.Ranking;

/// <summary>A question "what comes next?" made ready: vectors, sums over lists, gates. Used again and again; single owner.</summary>
/// <remarks>
/// With q the mean of the session's vectors, each click back at 0.7 of the one after it, and with p the sum over the session's items of
/// 0.7^k · s_kj / (S_k + 2) in the same weights: see <see cref="RankingFeature"/> and docs/algorithm.md. The same calls give the same bits on the same kind of processor.
/// </remarks>
/// <typeparam name="TItems">Where items are held.</typeparam>
internal sealed class RankingQuery<TItems>
    where TItems : IRankableItems
{
    private const float SessionStep = 0.7f;
    private const float EarlierStep = 0.8f;
    private const float OwnStep = 0.8f;
    private const int LongestSession = 50;
    private const int LongestSessionOfLists = 20;
    private const int LongestEarlierQuery = 10;
    private const int LongestEarlier = 100;
    // A pair seen once is not yet a share of one.
    private const float Prior = 2;
    private const float FineScale = 1000;
    private const float OftenScale = 30;

    private readonly TItems _items;
    private readonly CandidateTable _candidates = new();
    private readonly float[] _session;
    private readonly float[] _last;
    private readonly float[] _earlier;
    private readonly float[] _joined;
    private readonly float[] _room;
    private readonly float[] _weights = new float[RankingFeatures.Count];
    private int[] _asked = new int[LongestSession];
    private Vector256<float> _numberWeights;
    private float _slowNow;
    private float _fastNow;
    private int _slowEpoch;
    private int _fastEpoch;
    private long _nowMs;
    private int _askedCount;

    public RankingQuery(TItems items)
    {
        _items = items;
        _session = new float[items.Dimension];
        _last = new float[items.Dimension];
        _earlier = new float[items.Dimension];
        _joined = new float[items.Dimension];
        _room = new float[items.Dimension];
    }

    /// <summary>The gates of the query.</summary>
    public RankingGates Gates { get; private set; }

    /// <summary>Rows named by lists or by the user's own items: all others have no sparse feature.</summary>
    public CandidateTable Candidates => _candidates;

    /// <summary>Asks.</summary>
    /// <param name="session">Rows of the session so far, oldest first; -1 for items without a row.</param>
    /// <param name="earlier">Rows of the user's items before the session, oldest first, the same.</param>
    /// <param name="nowMs">Event time as of which everything is looked at.</param>
    public void Ask(ReadOnlySpan<int> session, ReadOnlySpan<int> earlier, long nowMs)
    {
        _nowMs = nowMs;
        _candidates.Clear();
        if (session.Length > _asked.Length)
        {
            _asked = new int[session.Length * 2];
        }

        session.CopyTo(_asked);
        _askedCount = session.Length;
        session = session[Math.Max(0, session.Length - LongestSession)..];
        earlier = earlier[Math.Max(0, earlier.Length - LongestEarlier)..];

        Pool(session, SessionStep, _session);
        Pool(session[Math.Max(0, session.Length - 1)..], SessionStep, _last);
        Pool(earlier[Math.Max(0, earlier.Length - LongestEarlierQuery)..], EarlierStep, _earlier);
        TakeWeightsOfNow(nowMs);
        Gates = GatesOf(session, earlier.Length);
        AddOwn(earlier);
        AddSessionLists(session[Math.Max(0, session.Length - LongestSessionOfLists)..]);
        AddEarlierLists(earlier[Math.Max(0, earlier.Length - LongestEarlierQuery)..]);
    }

    /// <summary>Sets the weights with which <see cref="Score"/> joins features.</summary>
    public void Weigh(RankingWeights weights)
    {
        weights.At(Gates, _weights);
        _numberWeights = Vector256.Create<float>(_weights.AsSpan(RankingFeatures.FirstNumber, RankingFeatures.Numbers));
        for (var d = 0; d < _joined.Length; d++)
        {
            _joined[d] = (_weights[(int)RankingFeature.Session] * _session[d])
                + (_weights[(int)RankingFeature.Last] * _last[d])
                + (_weights[(int)RankingFeature.Earlier] * _earlier[d]);
        }
    }

    /// <summary>Whether an item is of the session already.</summary>
    public bool IsAsked(int row) => _asked.AsSpan(0, _askedCount).Contains(row);

    /// <summary>Takes the items of the session out of a ranking.</summary>
    public void HideAsked(Span<float> scores)
    {
        foreach (var row in _asked.AsSpan(0, _askedCount))
        {
            if (row >= 0)
            {
                scores[row] = float.NegativeInfinity;
            }
        }
    }

    /// <summary>The part of a score that is one inner product: all of it for rows that are not in <see cref="Candidates"/>.</summary>
    public float DenseScore(int row)
    {
        var numbers = ItemNumbers.Dot(_numberWeights, ItemNumbers.At(_items.Activity(row), _nowMs));
        var vector = _items.Vector(row, _room);
        return vector.IsEmpty ? numbers : numbers + Cosine(_joined, vector);
    }

    /// <summary>The part of a score that comes from lists and the user's own items.</summary>
    public float SparseScore(in CandidateTable.Candidate candidate)
    {
        Span<float> features = stackalloc float[RankingFeatures.Count];
        features.Clear();
        ReadSparse(candidate, features);
        var score = 0f;
        for (var i = RankingFeatures.FirstSparse; i < RankingFeatures.Count; i++)
        {
            score += _weights[i] * features[i];
        }

        return score;
    }

    /// <summary>An item's score.</summary>
    public float Score(int row) =>
        _candidates.Contains(row) ? DenseScore(row) + SparseScore(_candidates.Find(row)) : DenseScore(row);

    /// <summary>An item's features.</summary>
    /// <param name="row">A rankable row.</param>
    /// <param name="features">float[<see cref="RankingFeatures.Count"/>].</param>
    public void Read(int row, Span<float> features)
    {
        features.Clear();
        var vector = _items.Vector(row, _room);
        if (!vector.IsEmpty)
        {
            features[(int)RankingFeature.Session] = Cosine(_session, vector);
            features[(int)RankingFeature.Last] = Cosine(_last, vector);
            features[(int)RankingFeature.Earlier] = Cosine(_earlier, vector);
        }

        ItemNumbers.At(_items.Activity(row), _nowMs).CopyTo(features[RankingFeatures.FirstNumber..]);
        if (_candidates.Contains(row))
        {
            ReadSparse(_candidates.Find(row), features);
        }
    }

    /// <summary>What each feature adds to an item's score, by the weights set last.</summary>
    /// <param name="row">A rankable row.</param>
    /// <param name="parts">float[<see cref="RankingFeatures.Count"/>].</param>
    public void Explain(int row, Span<float> parts)
    {
        Read(row, parts);
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] *= _weights[i];
        }
    }

    private void ReadSparse(in CandidateTable.Candidate candidate, Span<float> features)
    {
        features[(int)RankingFeature.SeenWith] = MathF.Log(1 + (FineScale * candidate.SeenWith));
        features[(int)RankingFeature.SeenWithOften] = MathF.Log(1 + (OftenScale * candidate.SeenWith));
        features[(int)RankingFeature.SeenWithLately] = MathF.Log(1 + (FineScale * candidate.SeenWithLately));
        features[(int)RankingFeature.SeenNext] = MathF.Log(1 + (FineScale * candidate.SeenNext));
        features[(int)RankingFeature.SeenWithEarlier] = MathF.Log(1 + (FineScale * candidate.SeenWithEarlier));
        features[(int)RankingFeature.Own] = candidate.Own;
        features[(int)RankingFeature.OwnTimes] = candidate.OwnTimes;
        if (candidate.SeenWithCosine > 0)
        {
            var total = SlowNow(_items.Neighbours!.Totals(candidate.Row));
            features[(int)RankingFeature.SeenWithCosine] = MathF.Log(1 + (FineScale * candidate.SeenWithCosine / MathF.Sqrt(total + Prior)));
        }
    }

    private static float Cosine(ReadOnlySpan<float> unit, ReadOnlySpan<float> vector)
    {
        var (dot, square) = VectorScores.DotAndNorm(unit, vector);
        return dot / MathF.Sqrt(square + 1e-20f);
    }

    // The direction of the decayed mean; zeros when no item has a vector.
    private void Pool(ReadOnlySpan<int> rows, float step, float[] pooled)
    {
        Array.Clear(pooled);
        var weight = 1f;
        for (var i = rows.Length - 1; i >= 0; i--, weight *= step)
        {
            if (rows[i] < 0)
            {
                continue;
            }

            var vector = _items.Vector(rows[i], _room);
            for (var d = 0; d < vector.Length; d++)
            {
                pooled[d] += weight * vector[d];
            }
        }

        var norm = 1 / MathF.Sqrt(VectorScores.Dot(pooled, pooled) + 1e-20f);
        for (var d = 0; d < pooled.Length; d++)
        {
            pooled[d] *= norm;
        }
    }

    private void TakeWeightsOfNow(long nowMs)
    {
        var slow = _items.SlowWeightAt(nowMs);
        var fast = _items.FastWeightAt(nowMs);
        (_slowNow, _slowEpoch) = ((float)(1 / slow.Value), slow.Epoch);
        (_fastNow, _fastEpoch) = ((float)(1 / fast.Value), fast.Epoch);
    }

    private RankingGates GatesOf(ReadOnlySpan<int> session, int earlier)
    {
        var last = session.IsEmpty ? -1 : session[^1];
        if (last < 0)
        {
            return RankingGates.Of(session.Length, 0, earlier, 0, 0);
        }

        var totals = _items.Neighbours?.Totals(last) ?? default;
        var age = Math.Max(0, _nowMs - _items.Activity(last).FirstMs) / 3_600_000.0;
        return RankingGates.Of(session.Length, SlowNow(totals), earlier, age, FastNow(totals));
    }

    private void AddOwn(ReadOnlySpan<int> earlier)
    {
        foreach (var row in earlier)
        {
            if (row >= 0)
            {
                ref var candidate = ref _candidates[row];
                candidate.Own = 1;
                candidate.OwnTimes = (candidate.OwnTimes * OwnStep) + 1;
            }
        }
    }

    private void AddSessionLists(ReadOnlySpan<int> session)
    {
        if (_items.Neighbours is not { } lists)
        {
            return;
        }

        var sum = WeightOf(session, SessionStep);
        var weight = 1f;
        for (var i = session.Length - 1; i >= 0; i--, weight *= SessionStep)
        {
            if (session[i] < 0)
            {
                continue;
            }

            var list = lists.View(session[i]);
            var (slowScale, fastScale) = (SlowScale(list.Totals), FastScale(list.Totals));
            var (slowTotal, fastTotal) = (list.Totals.Slow * slowScale, list.Totals.Fast * fastScale);
            var share = slowScale * weight / sum;
            var perSlow = share / (slowTotal + Prior);
            var perRoot = share / MathF.Sqrt(slowTotal + Prior);
            var perFast = fastScale * weight / sum / (fastTotal + Prior);
            var perNext = i == session.Length - 1 ? 1 / (list.Totals.Next + Prior) : 0;
            for (var n = 0; n < list.Keys.Length; n++)
            {
                if (lists.TryRow(list.Keys[n], out var row))
                {
                    ref var candidate = ref _candidates[row];
                    var slow = PackedCount.Unpack(list.Slow[n]);
                    candidate.SeenWith += slow * perSlow;
                    candidate.SeenWithCosine += slow * perRoot;
                    candidate.SeenWithLately += PackedCount.Unpack(list.Fast[n]) * perFast;
                    candidate.SeenNext += PackedCount.Unpack(list.Next[n]) * perNext;
                }
            }
        }
    }

    private void AddEarlierLists(ReadOnlySpan<int> earlier)
    {
        if (_items.Neighbours is not { } lists)
        {
            return;
        }

        var sum = WeightOf(earlier, EarlierStep);
        var weight = 1f;
        for (var i = earlier.Length - 1; i >= 0; i--, weight *= EarlierStep)
        {
            if (earlier[i] < 0)
            {
                continue;
            }

            var list = lists.View(earlier[i]);
            var scale = SlowScale(list.Totals);
            var per = scale * weight / sum / ((list.Totals.Slow * scale) + Prior);
            for (var n = 0; n < list.Keys.Length; n++)
            {
                if (lists.TryRow(list.Keys[n], out var row))
                {
                    _candidates[row].SeenWithEarlier += PackedCount.Unpack(list.Slow[n]) * per;
                }
            }
        }
    }

    // Items without a row have no part in a mean, but those before them are as far back as they are.
    private static float WeightOf(ReadOnlySpan<int> rows, float step)
    {
        var (sum, weight) = (0f, 1f);
        for (var i = rows.Length - 1; i >= 0; i--, weight *= step)
        {
            sum += rows[i] >= 0 ? weight : 0;
        }

        return sum;
    }

    private float SlowNow(in NeighbourTotals totals) => totals.Slow * SlowScale(totals);

    private float FastNow(in NeighbourTotals totals) => totals.Fast * FastScale(totals);

    private float SlowScale(in NeighbourTotals totals) => Scale(_slowNow, totals.SlowEpoch - _slowEpoch);

    private float FastScale(in NeighbourTotals totals) => Scale(_fastNow, totals.FastEpoch - _fastEpoch);

    private static float Scale(float now, int epochs) =>
        epochs == 0 ? now : MathF.ScaleB(now, Vocabulary.DecayedCount.EpochHalfLives * Math.Clamp(epochs, -4, 1));
}
