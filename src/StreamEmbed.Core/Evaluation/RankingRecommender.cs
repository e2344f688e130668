using StreamEmbed.Events;
using StreamEmbed.Ranking;
using StreamEmbed.Training;

namespace StreamEmbed.Evaluation;

/// <summary>Ranks by all that is known of items and users: vectors, neighbours, popularity and the user's own items, joined by weights that are learned on the way.</summary>
/// <remarks>
/// One model, and a variant for each set of features, which learns weights of its own. A position is learned when its session is; of the
/// sessions that are not scored, a share is asked about for that purpose alone, because weights need some two thousand positions.
/// </remarks>
public sealed class RankingRecommender : IRecommender
{
    private const double LargestShare = 0.2;
    private const int WantedPositions = 6_000;
    private const int MostOfOneSession = 10;
    // What is known of nothing teaches nothing.
    private const double Skipped = 0.05;

    private readonly RecordedSessions _sessions;
    private readonly Dictionary<ItemId, int> _numbers;
    private readonly ItemEmbeddings _model;
    private readonly Ranker<RankableRows> _ranker;
    private readonly RankingLearner[] _learners;
    private readonly List<(int Learner, RankingLesson Lesson)> _lessons = [];
    private readonly float[][] _scores;
    private readonly bool[] _asks;
    private int[] _numberOf = [];
    private int[] _generationOf = [];
    private int[] _session = [];
    private int[] _earlier = [];
    private int _next;

    /// <param name="sessions">The log.</param>
    /// <param name="model">Has learned nothing yet, and keeps what ranking needs.</param>
    /// <param name="variants">Names and features; at least one.</param>
    public RankingRecommender(RecordedSessions sessions, ItemEmbeddings model, params ReadOnlySpan<(string Name, RankingGroups Features)> variants)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(model);
        _sessions = sessions;
        _model = model;
        _numbers = Enumerable.Range(0, sessions.Items.Count).ToDictionary(i => sessions.Items[i]);
        _ranker = new Ranker<RankableRows>(model.Rankable ?? throw new ArgumentException("The model keeps nothing for ranking.", nameof(model)));
        _learners = new RankingLearner[variants.Length];
        var names = new string[variants.Length];
        for (var i = 0; i < variants.Length; i++)
        {
            names[i] = variants[i].Name;
            _learners[i] = new RankingLearner(variants[i].Features, RankingWeights.Start);
        }

        Variants = names;
        _scores = [.. names.Select(_ => Array.Empty<float>())];
        _asks = AskedInWarmUp(sessions);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Variants { get; }

    /// <inheritdoc/>
    public void Learn(RecordedSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (_asks[_next])
        {
            AskAbout(session);
        }

        foreach (var (learner, lesson) in _lessons)
        {
            _learners[learner].Learn(lesson.Features, lesson.Gates, lesson.Rank);
        }

        _lessons.Clear();
        _next++;
        StreamingModel.Learn(_model, session.Training);
    }

    /// <inheritdoc/>
    public void Look(Position position)
    {
        var session = FindAll(position.Prefix, ref _session);
        var earlier = FindAll(position.Earlier, ref _earlier);
        _ranker.Query.Ask(session, earlier, position.TimeMs);
        TakeNumbers();
    }

    /// <inheritdoc/>
    public void Score(int variant, Span<double> scores)
    {
        var byRow = ScoreRows(variant);
        scores.Fill(double.NegativeInfinity);
        for (var row = 0; row < byRow.Length; row++)
        {
            if (_numberOf[row] >= 0 && !float.IsNegativeInfinity(byRow[row]))
            {
                scores[_numberOf[row]] = byRow[row];
            }
        }
    }

    /// <inheritdoc/>
    public void Answer(int target)
    {
        var row = _model.Find(_sessions.Items[target]);
        for (var variant = 0; variant < _scores.Length && row >= 0; variant++)
        {
            var lesson = new RankingLesson();
            if (lesson.TryTake(_ranker.Query, _scores[variant], row))
            {
                _lessons.Add((variant, lesson));
            }
        }
    }

    private ReadOnlySpan<float> ScoreRows(int variant)
    {
        _ranker.Query.Weigh(_learners[variant].Weights);
        var scores = _ranker.ScoreAll();
        if (_scores[variant].Length != scores.Length)
        {
            _scores[variant] = new float[scores.Length];
        }

        scores.CopyTo(_scores[variant]);
        return scores;
    }

    private void AskAbout(RecordedSession session)
    {
        var stride = Math.Max(1, session.Items.Length / MostOfOneSession);
        for (var at = 1; at < session.Items.Length; at += stride)
        {
            var prefix = session.Items.AsSpan(0, at);
            if (!prefix.Contains(session.Items[at]) && _model.Find(_sessions.Items[session.Items[at]]) >= 0)
            {
                _ranker.Query.Ask(FindAll(prefix, ref _session), FindAll(session.Earlier, ref _earlier), session.EndMs);
                for (var variant = 0; variant < _learners.Length; variant++)
                {
                    ScoreRows(variant);
                }

                Answer(session.Items[at]);
            }
        }
    }

    private static bool[] AskedInWarmUp(RecordedSessions sessions)
    {
        var first = (int)(sessions.FirstTest * Skipped);
        long positions = 0;
        for (var i = first; i < sessions.FirstTest; i++)
        {
            positions += Math.Min(MostOfOneSession, sessions.All[i].Items.Length - 1);
        }

        var share = Math.Min(LargestShare, WantedPositions / (double)Math.Max(1, positions));
        var asks = new bool[sessions.All.Count];
        for (var i = first; i < sessions.FirstTest; i++)
        {
            asks[i] = sessions.All[i].Items.Length > 1 && SessionSample.Hash((uint)i) < share * (1L << 32);
        }

        return asks;
    }

    private ReadOnlySpan<int> FindAll(ReadOnlySpan<int> items, ref int[] rows)
    {
        if (rows.Length < items.Length)
        {
            rows = new int[items.Length * 2];
        }

        for (var i = 0; i < items.Length; i++)
        {
            rows[i] = _model.Find(_sessions.Items[items[i]]);
        }

        return rows.AsSpan(0, items.Length);
    }

    // A row keeps its item until it is retired, so only new rows are looked up.
    private void TakeNumbers()
    {
        var rows = _model.Rankable!.Value.Rows;
        if (_numberOf.Length < rows)
        {
            var before = _numberOf.Length;
            Array.Resize(ref _numberOf, rows * 2);
            Array.Resize(ref _generationOf, rows * 2);
            _generationOf.AsSpan(before).Fill(-1);
        }

        for (var row = 0; row < rows; row++)
        {
            var generation = _model.GenerationOf(row);
            if (_generationOf[row] != generation && _model.Rankable.Value.IsRankable(row))
            {
                _generationOf[row] = generation;
                _numberOf[row] = _numbers.GetValueOrDefault(new ItemId(_model.Rows.Vocabulary.IdOf(row)), -1);
            }
        }
    }
}
