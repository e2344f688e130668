using StreamEmbed.Events;
using StreamEmbed.TestKit.Training;
using StreamEmbed.Training;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Evaluation;

/// <summary>Blocks against the same preset trained pair by pair, by what both rank.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void Train_RanksAsWellAsPairByPair_OnPlantedClusters()
    {
        var log = Log();
        var options = new TrainingOptions { Dimension = 32 };
        var model = new ItemEmbeddings(options, new VocabularyOptions());

        var blocks = HitRate(log, new StreamingModel(model));
        var pairs = HitRate(log, new PairwiseModel(options));

        // Chance is 0.05; about 2,900 positions, so the standard error of each is 0.009.
        Assert.InRange(pairs, 0.2, 1);
        Assert.InRange(blocks, pairs - 0.04, 1);
    }

    private static double HitRate(RecordedSessions log, IVectorModel model)
    {
        var evaluation = new SessionEvaluation(log, new VectorRecommender(log, model), k: 10, sample: 0);
        while (evaluation.Learn(1_000))
        {
            evaluation.Score();
        }

        return evaluation.Measures.Max(measures => measures.HitRate);
    }

    private static RecordedSessions Log()
    {
        var traffic = new PlantedSessions(3);
        var events = new List<ItemEvent>();
        for (var i = 0; i < 3_000; i++)
        {
            var session = traffic.Next();
            events.AddRange(session.Items.Select(item => new ItemEvent(new UserId($"u{i}"), item, session.EndMs, 1, default)));
        }

        return RecordedSessions.Cut(events, 30 * 60_000, 0.8);
    }
}
