using StreamEmbed.Events;
using StreamEmbed.Neighbours;
using StreamEmbed.Randomness;
using StreamEmbed.Ranking;
using StreamEmbed.Training;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Evaluation;

public sealed class RankingRecommenderTests
{
    [Fact]
    public void Evaluate_FindsWhatFollows_AndMoreWithNeighbours()
    {
        var measures = Evaluate(Log(1_500, target: first => first + 1));

        // Every pair came hundreds of times: counts know it. Popularity alone would be right one time in four of K = 5 of 20.
        Assert.InRange(measures[0].HitRate, 0.95, 1);
        Assert.InRange(measures[0].ReciprocalRank, 0.9, 1);
        Assert.InRange(measures[1].HitRate, 0.6, 1);
    }

    [Fact]
    public void Evaluate_FallsToChance_WhenTargetsAreShuffled()
    {
        var random = new SeededRandom(9);
        var measures = Evaluate(Log(1_500, target: _ => random.NextInt(20)));

        // Five of the nineteen that are not the first item.
        Assert.InRange(measures[0].HitRate, 0.14, 0.40);
        Assert.InRange(measures[1].HitRate, 0.14, 0.40);
    }

    [Fact]
    public void Evaluate_IsTheSameAgain()
    {
        var log = Log(400, target: first => first + 1);
        var (one, other) = (Evaluate(log), Evaluate(log));
        Assert.Equal(one.Select(m => (m.HitRate, m.ReciprocalRank)), other.Select(m => (m.HitRate, m.ReciprocalRank)));
    }

    [Fact]
    public void Evaluate_SeesNothingOfWhatComesLater()
    {
        // All events after the 1,400th session are others: what was scored before must not change.
        var (whole, changed) = (Log(1_500, first => first + 1), Log(1_500, first => first + 1, shuffledFrom: 1_400));
        Assert.Equal(RanksOfFirst(whole, 150), RanksOfFirst(changed, 150));
    }

    private static RankingMeasures[] Evaluate(RecordedSessions log)
    {
        var evaluation = new SessionEvaluation(log, Recommender(log), k: 5, sample: 0);
        while (evaluation.Learn(100))
        {
            evaluation.Score();
        }

        return [.. evaluation.Measures];
    }

    private static double[] RanksOfFirst(RecordedSessions log, int sessions)
    {
        var evaluation = new SessionEvaluation(log, Recommender(log), k: 5, sample: 0);
        var sums = new List<double>();
        while (evaluation.Learn(1) && sums.Count < sessions)
        {
            evaluation.Score();
            sums.Add(evaluation.Measures[0].ReciprocalRank);
        }

        return [.. sums];
    }

    private static RankingRecommender Recommender(RecordedSessions log) => new(
        log,
        new ItemEmbeddings(new TrainingOptions { Dimension = 16 }, new VocabularyOptions(), new NeighbourOptions()),
        ("all", RankingGroups.All),
        ("without", RankingGroups.All & ~RankingGroups.Neighbours));

    // Sessions of two clicks: one of twenty items, then what follows from it.
    private static RecordedSessions Log(int sessions, Func<int, int> target, int shuffledFrom = int.MaxValue)
    {
        var random = new SeededRandom(4);
        var events = new List<ItemEvent>();
        for (var session = 0; session < sessions; session++)
        {
            var first = random.NextInt(20);
            var second = session >= shuffledFrom ? (first + 7) % 20 : target(first) % 20;
            if (second != first)
            {
                events.Add(RecordedSessionsTests.Click($"u{session}", $"i{first}", session * 60));
                events.Add(RecordedSessionsTests.Click($"u{session}", $"i{second}", (session * 60) + 1));
            }
        }

        return RecordedSessions.Cut(events, 30 * 60_000, 0.8);
    }
}
