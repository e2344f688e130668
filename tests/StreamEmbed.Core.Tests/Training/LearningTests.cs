using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

public sealed class LearningTests
{
    [Theory]
    [InlineData(TrainingPreset.Streaming, 600)]
    [InlineData(TrainingPreset.Throughput, 6_000)]
    public void Train_FindsPlantedClusters_WithinFewSessions(TrainingPreset preset, int sessions)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var model = new ItemEmbeddings(new TrainingOptions { Preset = preset, Dimension = 32, Seed = seed }, new VocabularyOptions());
            var traffic = new PlantedSessions(seed);
            for (var i = 0; i < sessions; i++)
            {
                model.Train(traffic.Next());
            }

            Assert.InRange(PlantedSessions.NeighbourPurity(model), 0.93, 1);
        }
    }
}
