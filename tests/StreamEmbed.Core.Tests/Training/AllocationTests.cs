using StreamEmbed.TestKit.Memory;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

public sealed class AllocationTests
{
    [Theory]
    [InlineData(TrainingPreset.Streaming)]
    [InlineData(TrainingPreset.Throughput)]
    public void Train_AllocatesNothing_InTheSteadyState(TrainingPreset preset)
    {
        var model = new ItemEmbeddings(new TrainingOptions { Preset = preset, Dimension = 32 }, new VocabularyOptions());
        var traffic = new PlantedSessions(1);
        var sessions = Enumerable.Range(0, 500).Select(_ => traffic.Next()).ToArray();
        Array.ForEach(sessions, model.Train);

        Assert.Equal(0, AllocatedBytes.LeastOf(() =>
        {
            foreach (var session in sessions)
            {
                model.Train(session);
            }

            model.Retire(sessions[^1].EndMs);
        }));
    }

    [Fact]
    public void Observe_AllocatesNothing_InTheSteadyState()
    {
        var model = new ItemEmbeddings(new TrainingOptions { Dimension = 32 }, new VocabularyOptions());
        var traffic = new PlantedSessions(1);
        var sessions = Enumerable.Range(0, 500).Select(_ => traffic.Next()).ToArray();
        void Pass()
        {
            foreach (var session in sessions)
            {
                for (var i = 0; i < session.Items.Length; i++)
                {
                    model.Observe(session.Items[i], session.Items.AsSpan(0, i), [], session.EndMs, 1);
                }

                model.TrainObserved(session);
            }
        }

        Pass();
        Assert.Equal(0, AllocatedBytes.LeastOf(Pass));
    }
}
