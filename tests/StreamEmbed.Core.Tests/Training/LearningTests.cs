using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

public sealed class LearningTests
{
    private const int Seeds = 20;

    // Chance is 0.1. Of 20 seeds each, every one lay above 0.93, and of CBOW in few sessions, which has one target where skip-gram has
    // up to ten pairs, above 0.87 with a mean of 0.94. The seeds are fixed, so a failure is a change of the trainer, never chance.
    [Theory]
    [InlineData(TrainingPreset.Streaming, TrainingArchitecture.SkipGram, 600, 0.93)]
    [InlineData(TrainingPreset.Throughput, TrainingArchitecture.SkipGram, 6_000, 0.93)]
    [InlineData(TrainingPreset.Streaming, TrainingArchitecture.Cbow, 600, 0.85)]
    [InlineData(TrainingPreset.Throughput, TrainingArchitecture.Cbow, 6_000, 0.93)]
    public void Train_FindsPlantedClusters_WithinFewSessions(TrainingPreset preset, TrainingArchitecture architecture, int sessions, double margin)
    {
        var purities = new List<double>();
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var options = new TrainingOptions { Preset = preset, Architecture = architecture, Dimension = 32, Seed = seed };
            var model = new ItemEmbeddings(options, new VocabularyOptions());
            var traffic = new PlantedSessions(seed);
            for (var i = 0; i < sessions; i++)
            {
                model.Train(traffic.Next());
            }

            purities.Add(PlantedSessions.NeighbourPurity(model));
        }

        Assert.True(purities.Min() > margin, $"{purities.Min():F3} at least, {purities.Average():F3} on average");
    }
}
