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

    [Theory]
    [InlineData(TrainingPreset.Streaming, false)]
    [InlineData(TrainingPreset.Streaming, true)]
    [InlineData(TrainingPreset.Throughput, false)]
    [InlineData(TrainingPreset.Throughput, true)]
    public void Observe_AllocatesNothing_InTheSteadyState(TrainingPreset preset, bool isFull)
    {
        // With replay and the user's earlier items; full: each session brings an id that another one makes room for.
        var model = new ItemEmbeddings(
            new TrainingOptions { Preset = preset, Dimension = 32, Replay = 5, ReplaySessions = 200, Earlier = 5 },
            new VocabularyOptions { MaxItems = isFull ? 150 : 10_000, MinCount = isFull ? 2 : 1, TimeToLive = TimeSpan.FromMinutes(10) });
        var traffic = new PlantedSessions(1);
        var sessions = Enumerable.Range(0, 500).Select(_ => traffic.Next()).ToArray();
        for (var i = 1; i < sessions.Length; i++)
        {
            sessions[i] = sessions[i] with { Earlier = sessions[i - 1].Items };
        }

        void Pass()
        {
            foreach (var session in sessions)
            {
                model.Retire(session.EndMs);
                for (var i = 0; i < session.Items.Length; i++)
                {
                    model.Observe(session.Items[i], session.Items.AsSpan(0, i), session.Earlier, session.EndMs, 1);
                }

                model.TrainObserved(session);
            }
        }

        Pass();
        Pass();
        Assert.Equal(0, AllocatedBytes.LeastOf(Pass));
        Assert.Equal(isFull, model.Stats.Displaced > 1_000);
    }
}
