namespace StreamEmbed.Evaluation;

/// <summary>Test-then-train over the sessions of a log (protocol <c>sessions</c>): each test session is scored before it is learned.</summary>
/// <remarks>
/// Every position behind a session's first is a question, except those whose target is in the session already; such items are not
/// ranked either. A target that nobody knows yet is a miss. Everything that decays is looked at as of the session's end, alike for all
/// recommenders. Because sessions are learned at their ends, a position in the middle of a session may profit from another that ended some minutes after it.
/// </remarks>
public sealed class SessionEvaluation
{
    private readonly RecordedSessions _sessions;
    private readonly IRecommender _recommender;
    private readonly bool[] _scored;
    private readonly double[] _scores;
    private readonly int[] _best;
    private readonly double[] _bestScores;
    private readonly RankingMeasures[] _measures;
    private int _next;

    /// <param name="sessions">The log.</param>
    /// <param name="recommender">Has learned nothing yet.</param>
    /// <param name="k">Length of a list.</param>
    /// <param name="sample">About how many positions to score; 0: all.</param>
    public SessionEvaluation(RecordedSessions sessions, IRecommender recommender, int k, int sample)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(recommender);
        _sessions = sessions;
        _recommender = recommender;
        _scored = SessionSample.Choose(sessions, sample);
        _scores = new double[sessions.Items.Count];
        _best = new int[k];
        _bestScores = new double[k];
        _measures = [.. recommender.Variants.Select(_ => new RankingMeasures(k, sessions.Items.Count))];
    }

    /// <summary>The measures of each of the recommender's variants.</summary>
    public IReadOnlyList<RankingMeasures> Measures => _measures;

    /// <summary>Share of the log that is learned, 0 to 1.</summary>
    public double Progress => _sessions.All.Count == 0 ? 1 : (double)_next / _sessions.All.Count;

    /// <summary>Learns sessions up to the next one to be scored.</summary>
    /// <param name="most">Most sessions to learn in this call, so that others can have their turn.</param>
    /// <returns>Whether there is more to come.</returns>
    public bool Learn(int most)
    {
        for (var learned = 0; learned < most && _next < _sessions.All.Count; learned++)
        {
            _recommender.Learn(_sessions.All[_next++]);
            if (NextIsScored)
            {
                return true;
            }
        }

        return _next < _sessions.All.Count;
    }

    /// <summary>Scores the next session when it is to be; it will be learned by the next call of <see cref="Learn"/>.</summary>
    public void Score()
    {
        if (!NextIsScored)
        {
            return;
        }

        var session = _sessions.All[_next];
        for (var at = 1; at < session.Items.Length; at++)
        {
            var prefix = session.Items.AsSpan(0, at);
            if (!prefix.Contains(session.Items[at]))
            {
                ScorePosition(new Position(prefix, session.Earlier, session.EndMs), session.Items[at]);
            }
        }
    }

    private bool NextIsScored => _next < _scored.Length && _scored[_next];

    private void ScorePosition(Position position, int target)
    {
        _recommender.Look(position);
        for (var variant = 0; variant < _measures.Length; variant++)
        {
            _recommender.Score(variant, _scores);
            foreach (var item in position.Prefix)
            {
                _scores[item] = double.NegativeInfinity;
            }

            _measures[variant].Add(ScoreOrder.Of(target, _scores));
            var shown = ScoreOrder.Best(_scores, _best, _bestScores);
            _measures[variant].AddShown(_best.AsSpan(0, shown));
        }

        _recommender.Answer(target);
    }
}
