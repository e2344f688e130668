using System.Globalization;
using StreamEmbed.Events;
using StreamEmbed.Randomness;
using StreamEmbed.Sessions;
using StreamEmbed.State;
using StreamEmbed.TestKit.State;
using StreamEmbed.Training;
using StreamEmbed.Users;
using StreamEmbed.Vocabulary;
using static StreamEmbed.Core.Tests.Sessions.Clicks;

namespace StreamEmbed.Core.Tests.State;

/// <summary>Whatever is damaged, reading it back is refused in a sentence or gives something that can be gone on with; never another exception.</summary>
public sealed class DamagedStateTests
{
    private const int Damages = 1_500;

    [Theory]
    [InlineData(TrainingPreset.Streaming)]
    [InlineData(TrainingPreset.Throughput)]
    public void Model_IsRefusedInASentence_OrGoesOn(TrainingPreset preset)
    {
        var training = new TrainingOptions { Preset = preset, Dimension = 8, Replay = 2, ReplaySessions = 50, RecentEvents = 100, Sample = 0.01 };
        var vocabulary = new VocabularyOptions { MaxItems = 60, MinCount = 2, Candidates = 1_024, TimeToLive = TimeSpan.FromSeconds(60) };
        var model = new ItemEmbeddings(training, vocabulary);
        var traffic = new PlantedSessions(1);
        for (var i = 0; i < 200; i++)
        {
            Step(model, traffic.Next());
        }

        var after = Enumerable.Range(0, 10).Select(_ => traffic.Next()).ToArray();
        Check(Saved(model.Save), damaged =>
        {
            var restored = new ItemEmbeddings(training, vocabulary);
            restored.Restore(damaged);
            Array.ForEach(after, session => Step(restored, session));
            restored.TakeChanges([], []);
            restored.Retire(after[^1].EndMs + 1_000_000);
            Saved(restored.Save);
        });
    }

    [Fact]
    public void Sessions_AreRefusedInASentence_OrGoOn()
    {
        var options = new SessionOptions { Gap = Ms(10), Grace = Ms(2), OutOfOrder = TimeSpan.Zero };
        var tracker = new SessionTracker(options, [0, 1]);
        for (var i = 0; i < 60; i++)
        {
            tracker.Add(Click($"u{i % 7}", $"i{i % 5}", i, i));
            tracker.Add(Click($"u{i % 9}", $"j{i % 4}", i / 2, i, partition: 1));
        }

        Check(Saved(save => SavedSessions.Save(tracker.Save(), save)), damaged =>
        {
            var restored = new SessionTracker(options, [0, 1]);
            // As the line does: partitions that it does not read are left out.
            restored.Restore(SavedSessions.Restore(damaged).Where(partition => partition.Partition <= 1));
        });
    }

    [Fact]
    public void Histories_AreRefusedInASentence_OrGoOn()
    {
        var histories = new UserHistories(new UserOptions());
        for (var i = 0; i < 60; i++)
        {
            histories.Add(new ItemEvent(
                new UserId($"u{i % 7}"), new ItemId(string.Create(CultureInfo.InvariantCulture, $"i{i}")), 1_700_000_000_000 + i, 1, default));
        }

        Check(Saved(save => SavedUserHistories.Save(histories.Save(), save)), damaged =>
        {
            var restored = new UserHistories(new UserOptions());
            restored.Restore(SavedUserHistories.Restore(damaged));
        });
    }

    private static void Check(MemoryState saved, Action<MemoryState> read)
    {
        var (refused, whole) = (0, 0);
        for (var seed = 1; seed <= Damages; seed++)
        {
            try
            {
                read(saved.Damaged(new SeededRandom(seed)));
                whole++;
            }
            catch (Exception refusal) when (refusal is StateFormatException or StateRefusedException)
            {
                Assert.StartsWith("The saved ", refusal.Message, StringComparison.Ordinal);
                refused++;
            }
            catch (Exception other)
            {
                Assert.Fail($"Damage {seed}: {other}");
            }
        }

        Assert.True(refused > Damages / 10 && whole > 0, $"{refused} refused, {whole} read");
    }

    private static MemoryState Saved(Action<StateSave> write)
    {
        using var save = new StateSave(isWhole: true);
        write(save);
        return new MemoryState().Add(save);
    }

    private static void Step(ItemEmbeddings model, Session session)
    {
        model.Retire(session.EndMs);
        for (var i = 0; i < session.Items.Length; i++)
        {
            model.Observe(session.Items[i], session.Items.AsSpan(0, i), session.Earlier, session.EndMs, 1);
        }

        model.TrainObserved(session);
    }
}
