using StreamEmbed.Events;
using StreamEmbed.Sessions;
using StreamEmbed.Training;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Evaluation;

public sealed class VectorRecommenderTests
{
    [Fact]
    public void Score_IsTheWeightedSum_OfCosineProductAndPopularity()
    {
        var log = RecordedSessions.Cut(
            [RecordedSessionsTests.Click("u", "a", 0), RecordedSessionsTests.Click("u", "b", 0), RecordedSessionsTests.Click("u", "c", 0)], 60_000, 0);
        var recommender = new VectorRecommender(log, new Fixed());
        recommender.Learn(log.All[0]);

        recommender.Look(new Position([1, 0], [], log.All[0].EndMs));

        // q = (a + 0.7 b) / 1.7 with a = (3, 4), b = (1, 0), c = (0, 2); contexts are the inputs doubled.
        double[] q = [3.7 / 1.7, 4 / 1.7];
        var cosine = q[1] / Math.Sqrt((q[0] * q[0]) + (q[1] * q[1]));
        var product = q[1] * 4;
        var scores = new double[3];
        for (var variant = 0; variant < FixedScoring.All.Count; variant++)
        {
            recommender.Score(variant, scores);
            var scoring = FixedScoring.All[variant];
            // Each item was clicked once, just now: the logarithm of its popularity is 0.
            Assert.Equal((scoring.Cosine * cosine) + (scoring.Product * product), scores[2], 1e-5);
        }
    }

    [Fact]
    public void Score_IsAMissForAll_WhenTheModelIsBroken()
    {
        var log = RecordedSessions.Cut(
            [RecordedSessionsTests.Click("u", "a", 0), RecordedSessionsTests.Click("u", "b", 0), RecordedSessionsTests.Click("v", "a", 9), RecordedSessionsTests.Click("v", "b", 9)], 60_000, 0.5);
        var evaluation = new SessionEvaluation(log, new VectorRecommender(log, new Fixed(float.NaN)), k: 20, sample: 0);
        while (evaluation.Learn(10))
        {
            evaluation.Score();
        }

        Assert.All(evaluation.Measures, measures => Assert.Equal((1, 0.0), (measures.Positions, measures.HitRate)));
    }

    [Fact]
    public void Read_GivesWhatReadersGet_OfTheStreamingModel()
    {
        var log = RecordedSessions.Cut(
            [RecordedSessionsTests.Click("u", "a", 0), RecordedSessionsTests.Click("u", "b", 2), RecordedSessionsTests.Click("v", "alone", 3)], 60_000, 0);
        var embeddings = new ItemEmbeddings(new TrainingOptions(), new VocabularyOptions());
        var model = new StreamingModel(embeddings);
        foreach (var session in log.All)
        {
            model.Learn(session.Training);
        }

        var rows = new VectorRows(log.Items, model.Dimension);
        model.Read(rows);

        Assert.Equal([true, true, true], rows.Known.ToArray());
        Assert.All([0, 1], item =>
        {
            Assert.True(embeddings.TryGetVector(log.Items[item], out var vector));
            Assert.Equal(vector.ToArray(), rows.Input(item).ToArray());
            Assert.True(rows.Context(item).ContainsAnyExcept(0f));
        });
        Assert.False(embeddings.TryGetVector(log.Items[2], out _));
        Assert.False(rows.Input(2).ContainsAnyExcept(0f));
    }

    private sealed class Fixed(float factor = 1) : IVectorModel
    {
        public int Dimension => 2;

        public void Learn(Session session)
        {
        }

        public void Read(VectorRows rows)
        {
            (string Name, float[] Vector)[] items = [("a", [3, 4]), ("b", [1, 0]), ("c", [0, 2])];
            foreach (var (name, vector) in items)
            {
                var item = rows.NumberOf(new ItemId(name));
                if (item >= 0)
                {
                    rows.Known[item] = true;
                    for (var d = 0; d < 2; d++)
                    {
                        rows.Input(item)[d] = factor * vector[d];
                        rows.Context(item)[d] = 2 * factor * vector[d];
                    }
                }
            }
        }
    }
}
