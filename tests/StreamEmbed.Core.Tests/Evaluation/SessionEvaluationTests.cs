using StreamEmbed.Events;

namespace StreamEmbed.Evaluation;

/// <summary>The protocol on twelve events worked out by hand.</summary>
public sealed class SessionEvaluationTests
{
    // Warm-up: a b | a b c. Tests: "a b a d" asks for b after a, nothing for the second a, and for d, which nobody knows; "c d" asks for d.
    private static readonly RecordedSessions Log = RecordedSessions.Cut(
        [
            Click("u", "a", 0), Click("u", "b", 1), Click("v", "a", 2), Click("v", "b", 3), Click("v", "c", 4),
            Click("w", "a", 100), Click("w", "b", 101), Click("w", "a", 102), Click("w", "d", 103),
            Click("x", "c", 200), Click("x", "d", 201), Click("y", "a", 300),
        ],
        30 * 60_000,
        warmUp: 0.5);

    [Fact]
    public void Evaluate_ScoresEachTestSessionBeforeItIsLearned()
    {
        var asked = new List<string>();
        var evaluation = new SessionEvaluation(Log, new Spy(asked), k: 2, sample: 0);

        Run(evaluation);

        Assert.Equal(["learn a b", "learn a b c", "look a", "look a b a", "learn a b a d", "look c", "learn c d", "learn a"], asked);
        Assert.Equal(3, evaluation.Measures[0].Positions);
    }

    [Fact]
    public void Evaluate_GivesTheFiguresWorkedOutByHand_ForPopularity()
    {
        var evaluation = new SessionEvaluation(Log, new PopularityRecommender(Log.Items.Count), k: 2, sample: 0);

        Run(evaluation);

        // All time: b after a is first of b, c (2 : 1); d is not known yet; then a 4, b 3 are ahead of d 1, and c is in the prefix: rank 3.
        var allTime = evaluation.Measures[^1];
        Assert.Equal(3, allTime.Positions);
        Assert.Equal(1 / 3.0, allTime.HitRate, 1e-12);
        Assert.Equal(1 / 3.0, allTime.ReciprocalRank, 1e-12);
    }

    [Fact]
    public void Evaluate_GivesTheFiguresWorkedOutByHand_ForCoVisitation()
    {
        var evaluation = new SessionEvaluation(Log, new CoVisitationRecommender(Log.Items.Count), k: 2, sample: 0);

        Run(evaluation);

        // b is first after a; d is unknown; after c, a and b were seen with it and d was not: rank 3.
        Assert.Equal(1 / 3.0, evaluation.Measures[0].HitRate, 1e-12);
    }

    [Fact]
    public void Evaluate_FallsToChance_WhenTargetsAreShuffled()
    {
        // Twenty pairs of items that always go together, then the same sessions with partners drawn anew: nothing can be known.
        var random = new Randomness.SeededRandom(5);
        var ordered = PairsLog(i => i);
        var shuffled = PairsLog(_ => random.NextInt(20));

        Assert.InRange(HitRate(ordered), 0.95, 1);
        Assert.InRange(HitRate(shuffled), 0, 0.15);

        static double HitRate(RecordedSessions log)
        {
            var evaluation = new SessionEvaluation(log, new CoVisitationRecommender(log.Items.Count), k: 1, sample: 0);
            Run(evaluation);
            return evaluation.Measures[0].HitRate;
        }
    }

    [Fact]
    public void Choose_TakesAboutSoManyPositions_TheSameEveryTime()
    {
        var log = PairsLog(i => i);

        var chosen = SessionSample.Choose(log, 100);

        Assert.InRange(chosen.Count(c => c), 60, 140);
        Assert.Equal(chosen, SessionSample.Choose(log, 100));
        Assert.DoesNotContain(true, chosen[..log.FirstTest]);
    }

    private static RecordedSessions PairsLog(Func<int, int> partner)
    {
        var events = new List<ItemEvent>();
        for (var i = 0; i < 2_000; i++)
        {
            events.Add(Click($"u{i}", $"first{i % 20}", i));
            events.Add(Click($"u{i}", $"second{partner(i % 20)}", i));
        }

        return RecordedSessions.Cut(events, 30 * 60_000, 0.8);
    }

    private static ItemEvent Click(string user, string item, long minute) => RecordedSessionsTests.Click(user, item, minute);

    private static void Run(SessionEvaluation evaluation)
    {
        while (evaluation.Learn(1_000))
        {
            evaluation.Score();
        }
    }

    private sealed class Spy(List<string> asked) : IRecommender
    {
        public IReadOnlyList<string> Variants => ["only"];

        public void Learn(RecordedSession session) => asked.Add("learn " + Names(session.Items));

        public void Look(Position position) => asked.Add("look " + Names(position.Prefix.ToArray()));

        public void Score(int variant, Span<double> scores) => scores.Clear();

        private static string Names(int[] items) => string.Join(' ', items.Select(item => Log.Items[item]));
    }
}
