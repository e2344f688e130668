using System.Globalization;
using StreamEmbed.Events;
using StreamEmbed.Neighbours;
using StreamEmbed.Randomness;
using StreamEmbed.Serving;
using StreamEmbed.Sessions;
using StreamEmbed.State;
using StreamEmbed.TestKit.State;
using StreamEmbed.Training.Kernels;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

public sealed class ModelStateTests
{
    private const long Start = 1_800_000_000_000;

    private static readonly VocabularyOptions Small = new() { MaxItems = 120, TimeToLive = TimeSpan.FromSeconds(60), MinCount = 2, Candidates = 1_024 };

    [Theory]
    [InlineData(TrainingPreset.Streaming, 1)]
    [InlineData(TrainingPreset.Streaming, 2)]
    [InlineData(TrainingPreset.Throughput, 3)]
    [InlineData(TrainingPreset.Throughput, 4)]
    public void Restore_GoesOnWithTheSameBytes_AtAnyCut(TrainingPreset preset, int seed)
    {
        // Throughput with replay, so that one run has all parts.
        var options = new TrainingOptions { Preset = preset, Dimension = 16, Replay = 2, Sample = 0.01, ReplaySessions = 300, RecentEvents = 500 };
        var neighbours = new NeighbourOptions { Size = 8 };
        var (single, split) = (new ItemEmbeddings(options, Small, neighbours), new ItemEmbeddings(options, Small, neighbours));
        var (singleTraffic, splitTraffic) = (new Traffic(seed), new Traffic(seed));
        var random = new SeededRandom(seed, 5);
        var saved = new MemoryState();
        var isFirst = true;
        for (var cut = 0; cut < 25; cut++)
        {
            for (var steps = random.NextInt(120); steps > 0; steps--)
            {
                singleTraffic.Step(single);
                splitTraffic.Step(split);
            }

            Save(split, saved, isFirst);
            isFirst = false;
            // Sometimes it goes on: the next save then builds on one that nobody read.
            if (random.NextInt(3) > 0)
            {
                split = new ItemEmbeddings(options, Small, neighbours);
                split.Restore(saved);
            }
        }

        Assert.Equal(single.Stats, split.Stats);
        Assert.Equal(single.Digest(), split.Digest());
        Assert.Equal(Bytes(Save(single, new MemoryState(), isWhole: true)), Bytes(Save(split, new MemoryState(), isWhole: true)));
        Assert.True(single.Stats.Expired > 50 && single.Stats.Displaced > 20, single.Stats.ToString());
    }

    [Fact]
    public void Save_AddsUpToTheWholeState_WhenOnlyChangesAreSaved()
    {
        var model = new ItemEmbeddings(new TrainingOptions { Dimension = 16 }, Small);
        var traffic = new Traffic(7);
        var changes = Save(model, new MemoryState(), isWhole: true);
        for (var i = 0; i < 40; i++)
        {
            for (var step = 0; step < 30; step++)
            {
                traffic.Step(model);
            }

            Save(model, changes, isWhole: false);
            Assert.Equal(Bytes(Save(model, new MemoryState(), isWhole: true)), Bytes(changes));
        }
    }

    [Fact]
    public void Save_HoldsEveryRow_WhenTheFirstOneIsOfChangesAlone()
    {
        var (model, same) = (new ItemEmbeddings(new TrainingOptions { Dimension = 16 }, Small), new ItemEmbeddings(new TrainingOptions { Dimension = 16 }, Small));
        var (traffic, sameTraffic) = (new Traffic(9), new Traffic(9));
        for (var step = 0; step < 200; step++)
        {
            traffic.Step(model);
            sameTraffic.Step(same);
        }

        var changes = Save(model, new MemoryState(), isWhole: false);

        Assert.Equal(Bytes(Save(same, new MemoryState(), isWhole: true)), Bytes(changes));
    }

    [Fact]
    public void Save_ChangesNothingThatIsTrained()
    {
        var (saving, other) = (new ItemEmbeddings(new TrainingOptions { Dimension = 16 }, Small), new ItemEmbeddings(new TrainingOptions { Dimension = 16 }, Small));
        var (a, b) = (new Traffic(7), new Traffic(7));
        for (var i = 0; i < 500; i++)
        {
            a.Step(saving);
            b.Step(other);
            if (i % 9 == 0)
            {
                Save(saving, new MemoryState(), isWhole: true);
            }
        }

        Assert.Equal(other.Digest(), saving.Digest());
    }

    [Fact]
    public void Save_HoldsOnlyWhatChanged()
    {
        var model = ItemEmbeddingsTests.Trained(new TrainingOptions { Dimension = 32, Replay = 0 });
        using (var first = new StateSave(isWhole: true))
        {
            model.Save(first);
            Assert.Equal(model.Known, Rows(first).Records);
        }

        using (var none = new StateSave(isWhole: false))
        {
            model.Save(none);
            Assert.Equal(0, none.Tables.Sum(table => table.Records));
        }

        model.TrainObserved(PlantedSessions.Of(Start, "c1-0", "c1-1"));
        using var second = new StateSave(isWhole: false);
        model.Save(second);
        // The two, and at most the noise of one block.
        Assert.InRange(Rows(second).Records, 2, 2 + 24 + 24);
    }

    [Fact]
    public void Restore_KeepsWhatReadersHaveNotBeenGiven()
    {
        var options = new VocabularyOptions { TimeToLive = TimeSpan.FromMinutes(10) };
        var model = new ItemEmbeddings(new TrainingOptions { Dimension = 16 }, options);
        model.Train(PlantedSessions.Of(Start, "gone", "kept"));
        model.TakeChanges([], []);
        model.Train(PlantedSessions.Of(Start + 500_000, "kept", "new\ud800"));
        model.Retire(Start + 700_000);

        var restored = new ItemEmbeddings(new TrainingOptions { Dimension = 16 }, options);
        restored.Restore(Save(model, new MemoryState(), isWhole: true));

        var (changed, removed) = (new List<ItemRow>(), new List<ItemId>());
        restored.TakeChanges(changed, removed);
        Assert.Equal(["kept", "new\ud800"], changed.Select(row => row.Item.Value).Order(StringComparer.Ordinal));
        Assert.Equal([new ItemId("gone")], removed);
    }

    [Fact]
    public void Restore_GoesOnWithAnotherTimeToLive()
    {
        var model = new ItemEmbeddings(new TrainingOptions { Dimension = 16 }, new VocabularyOptions { TimeToLive = TimeSpan.FromDays(1) });
        model.Train(PlantedSessions.Of(Start, "a", "b"));
        model.Train(PlantedSessions.Of(Start + 60_000, "b", "c"));

        var restored = new ItemEmbeddings(new TrainingOptions { Dimension = 16 }, new VocabularyOptions { TimeToLive = TimeSpan.FromMinutes(1) });
        restored.Restore(Save(model, new MemoryState(), isWhole: true));
        restored.Retire(Start + 70_000);

        Assert.False(restored.TryGetVector(new ItemId("a"), out _));
        Assert.True(restored.TryGetVector(new ItemId("b"), out _));
    }

    public static TheoryData<TrainingOptions, string> OtherOptions() => new()
    {
        { new TrainingOptions { Dimension = 32 }, "Training:Dimension 16, which is now 32" },
        { new TrainingOptions { Dimension = 16, Seed = 2 }, "Training:Seed 1, which is now 2" },
        { new TrainingOptions { Dimension = 16, Preset = TrainingPreset.Throughput }, "Training:Preset Streaming, which is now Throughput" },
        { new TrainingOptions { Dimension = 16, NoiseRows = 32 }, "Training:NoiseRows 24, which is now 32" },
        { new TrainingOptions { Dimension = 16, AverageRate = 0 }, "Training:AverageRate above 0, which is now 0" },
    };

    [Theory]
    [MemberData(nameof(OtherOptions))]
    public void Restore_RefusesInASentence_WhenAnOptionThatShapesTheModelDiffers(TrainingOptions options, string sentence)
    {
        var saved = Save(new ItemEmbeddings(new TrainingOptions { Dimension = 16 }, new VocabularyOptions()), new MemoryState(), isWhole: true);

        var refused = Assert.Throws<StateRefusedException>(() => new ItemEmbeddings(options, new VocabularyOptions()).Restore(saved));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_RefusesAnotherKernelSet()
    {
        var sets = Enum.GetValues<KernelSet>().Where(BlockKernels.IsSupported).ToArray();
        var saved = Save(
            new ItemEmbeddings(new TrainingOptions { Kernels = sets[0] }, new VocabularyOptions()), new MemoryState(), isWhole: true);

        foreach (var other in sets[1..])
        {
            var refused = Assert.Throws<StateRefusedException>(
                () => new ItemEmbeddings(new TrainingOptions { Kernels = other }, new VocabularyOptions()).Restore(saved));
            Assert.Contains($"Training:Kernels {sets[0]}, which is now {other}", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Restore_RefusesAModel_ThatIsNotNew()
    {
        var model = ItemEmbeddingsTests.Trained(new TrainingOptions { Dimension = 16 }, sessions: 3);
        var saved = Save(model, new MemoryState(), isWhole: true);

        Assert.Throws<InvalidOperationException>(() => model.Restore(saved));
    }

    private static TableChanges Rows(StateSave save) => save.Tables.Single(table => table.Name == "model/rows");

    internal static MemoryState Save(ItemEmbeddings model, MemoryState into, bool isWhole)
    {
        using var save = new StateSave(isWhole);
        model.Save(save);
        return into.Add(save);
    }

    // Every section and every record, as text that a failing test can show.
    private static List<string> Bytes(MemoryState state)
    {
        var all = new List<string>();
        foreach (var name in (string[])["model", "model/vocabulary", "model/calendar", "model/noise", "model/candidates", "model/replay"])
        {
            if (state.FindSection(name) is { } section)
            {
                all.Add($"{name}: {Convert.ToHexString(section.ReadBytes(section.Remaining))}");
            }
        }

        foreach (var name in (string[])["model/rows", "model/live", "model/free", "model/calendar-links", "model/noise-members", "model/replay-parts"])
        {
            using var table = state.OpenTable(name);
            while (table?.Read() == true)
            {
                all.Add($"{name} {table.Key}: {Convert.ToHexString(table.Record.ReadBytes(table.Record.Remaining))}");
            }
        }

        return all;
    }

    /// <summary>A service's day in small: clicks, sessions, one-click sessions, random ids, expiry, publication.</summary>
    private sealed class Traffic(int seed)
    {
        private readonly PlantedSessions _sessions = new(seed);
        private readonly SeededRandom _random = new(seed, 9);
        private int _steps;

        public void Step(ItemEmbeddings model)
        {
            _steps++;
            var session = _sessions.Next();
            model.Retire(session.EndMs);
            // A burst of new ids now and then, twice each, makes others give way.
            var bursts = _steps % 150 < 12 ? 12 : 0;
            for (var i = 0; i < bursts; i++)
            {
                var id = new ItemId(string.Create(CultureInfo.InvariantCulture, $"x{_steps}-{i / 2}"));
                model.Observe(id, [], session.Items, session.EndMs, 1);
            }

            if (_random.NextInt(3) == 0)
            {
                model.Enqueue(session);
                model.Flush();
            }
            else
            {
                ObserveAll(model, session);
                model.TrainObserved(session);
            }

            if (_random.NextInt(10) == 0)
            {
                model.TakeChanges([], []);
            }
        }

        private static void ObserveAll(ItemEmbeddings model, Session session)
        {
            for (var i = 0; i < session.Items.Length; i++)
            {
                model.Observe(session.Items[i], session.Items.AsSpan(0, i), [], session.EndMs, session.Weights[i]);
            }
        }
    }
}
