using System.Globalization;
using StreamEmbed.Events;
using StreamEmbed.Serving;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

public sealed class EvictionTests
{
    private const long Start = 1_700_000_000_000;

    [Fact]
    public void Retire_RemovesItemsThatWereNotSeen_AndTellsReadersOnce()
    {
        var model = Model(new VocabularyOptions { TimeToLive = TimeSpan.FromMinutes(10) });
        model.Train(PlantedSessions.Of(Start, "old", "kept"));
        model.Train(PlantedSessions.Of(Start + 300_000, "kept", "new"));
        Take(model);

        model.Retire(Start + 600_000 - 1);
        Assert.Equal(3, model.Count);
        model.Retire(Start + 602_000);

        var (changed, removed) = Take(model);
        Assert.Equal(["old"], removed);
        Assert.Empty(changed);
        Assert.Equal(2, model.Count);
        Assert.False(model.TryGetVector(new ItemId("old"), out _));
        Assert.Equal(1, model.Stats.Expired);
        Assert.Empty(Take(model).Removed);
    }

    [Fact]
    public void Train_StartsAnItemAnew_WhenItComesBack()
    {
        var model = Model(new VocabularyOptions { TimeToLive = TimeSpan.FromMinutes(10) });
        for (var i = 0; i < 50; i++)
        {
            model.Train(PlantedSessions.Of(Start, "a", "b"));
        }

        Take(model);
        model.Retire(Start + 700_000);
        Assert.Equal(0, model.Count);

        model.Train(PlantedSessions.Of(Start + 800_000, "a", "c"));

        var (changed, removed) = Take(model);
        Assert.Equal(["a", "c"], changed.ConvertAll(r => r.Item.Value));
        Assert.Equal(["b"], removed);
        Assert.Equal(1, changed[0].Count);
    }

    [Fact]
    public void Train_StaysAtMaxItems_AndKeepsFrequentOnes_UnderAStreamOfRandomIds()
    {
        var model = Model(new VocabularyOptions { MaxItems = 400 });
        var traffic = new PlantedSessions(1);
        for (var i = 0; i < 600; i++)
        {
            model.Train(traffic.Next());
        }

        var changes = new List<ItemRow>();
        var removed = new List<ItemId>();
        for (var i = 0; i < 3_000; i++)
        {
            var ids = Enumerable.Range(0, 6).Select(k => string.Create(CultureInfo.InvariantCulture, $"x{i}-{k}")).ToArray();
            model.Train(PlantedSessions.Of(Start + 700_000 + i, ids));
            if (i % 4 == 0)
            {
                model.Train(traffic.Next());
            }

            Assert.InRange(model.Count, 1, 400);
            model.TakeChanges(changes, removed);
        }

        // What readers hold after all deltas is what the model holds.
        var rows = new List<ItemRow>();
        model.CopyAll(rows);
        var good = rows.Count(r => r.Item.Value[0] == 'c');
        Assert.True(good >= 190, $"{good} of 200 good items left");
        Assert.True(model.Stats.Displaced > 15_000);
    }

    [Theory]
    [InlineData(TrainingPreset.Streaming)]
    [InlineData(TrainingPreset.Throughput)]
    public void Retire_LeavesNoRowInTheNoise_OfAnItemThatHasGone(TrainingPreset preset)
    {
        var model = new ItemEmbeddings(
            new TrainingOptions { Preset = preset, Dimension = 16 },
            new VocabularyOptions { MaxItems = 150, TimeToLive = TimeSpan.FromSeconds(60) });
        var traffic = new PlantedSessions(6);
        for (var i = 0; i < 500; i++)
        {
            var session = traffic.Next();
            model.Train(session);
            model.Retire(session.EndMs);

            var live = Enumerable.Range(0, model.Count).Select(model.Rows.Vocabulary.LiveRow).ToHashSet();
            Assert.All(model.Rows.Noise.Current.ToArray(), row => Assert.Contains(row, live));
            Assert.All(model.Rows.Noise.Next.ToArray(), row => Assert.Contains(row, live));
            model.Rows.Noise.Advance();
            Assert.All(model.Rows.Noise.Next.ToArray(), row => Assert.Contains(row, live));
        }

        Assert.True(model.Stats.Expired > 50 && model.Stats.Displaced > 50, model.Stats.ToString());
    }

    [Fact]
    public void TakeChanges_LetsAReaderHoldExactlyTheModel_WhateverComesAndGoes()
    {
        var model = Model(new VocabularyOptions { MaxItems = 100, TimeToLive = TimeSpan.FromSeconds(90) });
        var traffic = new PlantedSessions(5);
        var reader = new Dictionary<string, float[]>(StringComparer.Ordinal);
        for (var i = 0; i < 2_000; i++)
        {
            var session = traffic.Next();
            model.Train(session);
            model.Retire(session.EndMs);
            if (i % 7 == 0)
            {
                var changed = new List<ItemRow>();
                var removed = new List<ItemId>();
                model.TakeChanges(changed, removed);
                Assert.Empty(changed.Select(r => r.Item).Intersect(removed));
                changed.ForEach(r => reader[r.Item.Value] = r.Vector);
                removed.ForEach(id => Assert.True(reader.Remove(id.Value)));

                ulong digest = 0;
                foreach (var (id, vector) in reader)
                {
                    digest += SnapshotDigest.OfRow(id, vector);
                }

                Assert.Equal(model.Digest(), digest);
            }
        }

        Assert.True(model.Stats.Expired > 50 && model.Stats.Displaced > 50, model.Stats.ToString());
    }

    [Fact]
    public void Train_AdmitsAnItem_WhenItCameMinCountTimes()
    {
        var model = Model(new VocabularyOptions { MinCount = 3 });
        for (var i = 0; i < 2; i++)
        {
            model.Train(PlantedSessions.Of(Start, "a", "b"));
            Assert.Equal(0, model.Count);
        }

        model.Train(PlantedSessions.Of(Start, "a", "b"));

        Assert.Equal(2, model.Count);
    }

    [Fact]
    public void Train_ShrinksAFullVocabularyToItsLowMark_AFewItemsAnAdmission()
    {
        var model = Model(new VocabularyOptions { MaxItems = 1_000, LowMark = 0.9 });
        var (least, most) = (int.MaxValue, 0);
        for (var i = 0; i < 3_000; i++)
        {
            var displaced = model.Stats.Displaced;
            model.Observe(new ItemId($"x{i}"), [], [], Start + i, 1);
            Assert.InRange(model.Stats.Displaced - displaced, 0, 4);
            most = Math.Max(most, model.Known);
            least = i < 1_000 ? least : Math.Min(least, model.Known);
        }

        Assert.Equal((901, 1_000), (least, most));
    }

    [Fact]
    public void Observe_KeepsYoungItems_WhileTheyAreFew()
    {
        var model = Model(new VocabularyOptions { MaxItems = 1_000, MinAge = TimeSpan.FromMinutes(30) });
        for (var i = 0; i < 2_000; i++)
        {
            // Old items came twice, the young ones once: by their counts alone the young ones would go.
            model.Observe(new ItemId($"old{i % 1_000}"), [], [], Start, 1);
        }

        for (var i = 0; i < 100; i++)
        {
            model.Observe(new ItemId($"young{i}"), [], [], Start + 3_600_000, 1);
        }

        Assert.Equal(100, Enumerable.Range(0, 100).Count(i => model.Find(new ItemId($"young{i}")) >= 0));
    }

    [Fact]
    public void Observe_KeepsOldItems_WhenNewOnesCameInAFlood()
    {
        var model = Model(new VocabularyOptions { MaxItems = 1_000, MinAge = TimeSpan.FromDays(1) });
        for (var i = 0; i < 1_000; i++)
        {
            model.Observe(new ItemId($"old{i % 500}"), [], [], Start - 172_800_000, 1);
        }

        for (var i = 0; i < 5_000; i++)
        {
            model.Observe(new ItemId($"new{i}"), [], [], Start, 1);
        }

        Assert.InRange(Enumerable.Range(0, 500).Count(i => model.Find(new ItemId($"old{i}")) >= 0), 490, 500);
    }

    [Fact]
    public void Protected_ItemsStay_WhateverTheirCountAndAge()
    {
        var model = Model(new VocabularyOptions { MaxItems = 100, TimeToLive = TimeSpan.FromMinutes(10), Protected = "home, sale" });
        model.Observe(new ItemId("home"), [], [], Start, 1);
        model.Observe(new ItemId("sale"), [], [], Start, 1);
        for (var i = 0; i < 3_000; i++)
        {
            model.Observe(new ItemId($"x{i % 500}"), [], [], Start + (i * 1_000), 1);
            model.Retire(Start + (i * 1_000));
        }

        model.Retire(Start + 86_400_000);
        Assert.Equal(2, model.Known);
        Assert.True(model.Find(new ItemId("home")) >= 0 && model.Find(new ItemId("sale")) >= 0);
    }

    [Fact]
    public void Protected_ItemsOfTheFileStay_BelowTheLowMark_WhenAllOthersAreYoung_AndPastTheTimeToLive()
    {
        var options = new VocabularyOptions
        {
            MaxItems = 100,
            LowMark = 0.5,
            MinAge = TimeSpan.FromHours(1),
            TimeToLive = TimeSpan.FromHours(4),
            Protected = "a",
            ProtectedFile = "b.txt",
        };
        Assert.Contains("b.txt", Assert.Throws<InvalidOperationException>(() => Model(options)).Message, StringComparison.Ordinal);
        var model = Model(options.WithProtected(["with,comma", "b"]));
        string[] kept = ["a", "b", "with,comma"];
        foreach (var id in kept)
        {
            model.Observe(new ItemId(id), [], [], Start, 1);
        }

        for (var i = 0; i < 5_000; i++)
        {
            // Old enough to go while each other is young, seen less than each other, and each second counts.
            model.Observe(new ItemId($"x{i / 3}"), [], [], Start + 7_200_000 + (i * 1_000), 1);
            Assert.All(kept, id => Assert.True(model.Find(new ItemId(id)) >= 0));
        }

        Assert.True(model.Stats.Displaced > 1_000);
        model.Retire(Start + 86_400_000);
        model.Retire(Start + (2 * 86_400_000));
        Assert.Equal(3, model.Known);

        // Taken off the list, they go as any other.
        var restored = Model(options.WithProtected(["b"]));
        restored.Restore(ModelStateTests.Save(model, new TestKit.State.MemoryState(), isWhole: true));
        restored.Retire(Start + (4 * 86_400_000L));
        Assert.Equal(["a", "b"], kept.Where(id => restored.Find(new ItemId(id)) >= 0));
    }

    [Theory]
    [InlineData(TrainingPreset.Streaming)]
    [InlineData(TrainingPreset.Throughput)]
    public unsafe void Retire_LeavesNothingOfAnItem(TrainingPreset preset)
    {
        var model = new ItemEmbeddings(
            new TrainingOptions { Preset = preset, Dimension = 16, Replay = 3, RecentEvents = 1_000 },
            new VocabularyOptions { TimeToLive = TimeSpan.FromMinutes(10) });
        for (var i = 0; i < 50; i++)
        {
            model.Train(PlantedSessions.Of(Start, "gone", "other", "third"));
            model.Train(PlantedSessions.Of(Start + 300_000, "stays", "here"));
        }

        Take(model);
        var (row, generation) = (model.Find(new ItemId("gone")), model.GenerationOf(model.Find(new ItemId("gone"))));
        var stays = new HashSet<int> { model.Find(new ItemId("stays")), model.Find(new ItemId("here")) };
        model.Retire(Start + 700_000);

        Assert.Equal(-1, model.Find(new ItemId("gone")));
        Assert.Equal(generation + 1, model.GenerationOf(row));
        var header = model.Table.Header(row);
        header.Generation = 0;
        Assert.Equal(new byte[RowHeader.Bytes], new ReadOnlySpan<byte>(&header, RowHeader.Bytes).ToArray());
        Assert.Equal(new float[32], new ReadOnlySpan<float>(model.Table.Input(row), 32).ToArray());
        if (preset == TrainingPreset.Streaming)
        {
            Assert.Equal(new ushort[16], new ReadOnlySpan<ushort>(model.Table.Average(row), 16).ToArray());
        }

        Assert.Equal(["gone", "other", "third"], Take(model).Removed.Order(StringComparer.Ordinal));
        for (var i = 0; i < 200; i++)
        {
            model.Rows.Noise.Advance();
            Assert.All(model.Rows.Noise.Next.ToArray(), drawn => Assert.Contains(drawn, stays));
        }

        // Replay draws its sessions of the three, and trains none of them: rows of nobody stay zero, whoever comes later.
        for (var i = 0; i < 50; i++)
        {
            model.Train(PlantedSessions.Of(Start + 700_000, "stays", "here"));
        }

        Assert.Equal(new float[32], new ReadOnlySpan<float>(model.Table.Input(row), 32).ToArray());
        model.Observe(new ItemId("gone"), [], [], Start + 700_000, 1);
        var returned = model.Find(new ItemId("gone"));
        Assert.Equal((1L, RowVector.None), (model.Table.Header(returned).Count, model.Table.Header(returned).Vector));
        Assert.False(model.TryGetVector(new ItemId("gone"), out _));
        Assert.Equal(Start + 700_000, model.Table.Header(returned).FirstSeenMs);
    }

    [Fact]
    public void Candidates_AreCountedOnAfterARestart()
    {
        var options = new VocabularyOptions { MinCount = 3 };
        var model = Model(options);
        model.Observe(new ItemId("a"), [], [], Start, 1);
        model.Observe(new ItemId("a"), [], [], Start, 1);
        model.Observe(new ItemId("b"), [], [], Start, 1);
        var restored = Model(options);
        restored.Restore(ModelStateTests.Save(model, new TestKit.State.MemoryState(), isWhole: true));

        restored.Observe(new ItemId("a"), [], [], Start, 1);
        restored.Observe(new ItemId("b"), [], [], Start, 1);

        Assert.True(restored.Find(new ItemId("a")) >= 0);
        Assert.Equal(-1, restored.Find(new ItemId("b")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Train_KeepsMemoryAtItsBoundAndNeighboursUsable_UnderAFloodOfRandomIds(int minCount)
    {
        const int Clusters = 10;
        const int FloodCluster = 99;
        var options = new VocabularyOptions { MaxItems = 600, MinCount = minCount, Candidates = 1_024 };
        var model = new ItemEmbeddings(new TrainingOptions { Dimension = 32 }, options);
        var traffic = new PlantedSessions(3, Clusters);
        for (var i = 0; i < 1_500; i++)
        {
            model.Train(traffic.Next());
        }

        var before = PlantedSessions.NeighbourPurity(model, Clusters);
        for (var i = 0; i < 5_000; i++)
        {
            model.Train(PlantedSessions.Of(Start + 1_500_000 + i, [.. Enumerable.Range(0, 6).Select(k => $"c{FloodCluster}-{(6 * i) + k}")]));
            if (i % 10 == 0)
            {
                model.Train(traffic.Next());
            }
        }

        Assert.True(before > 0.93);
        Assert.InRange(PlantedSessions.NeighbourPurity(model, Clusters), before - 0.1, 1);
        Assert.InRange(model.Rows.Vocabulary.RowLimit, 200, 600);
    }

    [Fact]
    public void TakeChanges_OwesNoMoreThanRowsAndReadersItems_HoweverLongNobodyTakesThem()
    {
        var model = Model(new VocabularyOptions { MaxItems = 100 });
        for (var i = 0; i < 2_000; i++)
        {
            model.Train(PlantedSessions.Of(Start + i, $"a{i}", $"b{i}"));
            if (i == 50)
            {
                Take(model);
            }
        }

        Assert.True(model.Stats.Displaced > 3_000);
        Assert.InRange(model.Serving.Changed, 1, model.Rows.Vocabulary.RowLimit);
        Assert.Equal(model.Serving.Changed, Enumerable.Range(0, model.Serving.Changed).Select(model.Serving.ChangedRow).Distinct().Count());
        Assert.InRange(model.Rows.Removed.Count, 1, 100);
        Assert.Equal(model.Count, Take(model).Changed.Count);
    }

    private static ItemEmbeddings Model(VocabularyOptions vocabulary) => new(new TrainingOptions { Dimension = 16 }, vocabulary);

    private static (List<ItemRow> Changed, List<string> Removed) Take(ItemEmbeddings model)
    {
        var changed = new List<ItemRow>();
        var removed = new List<ItemId>();
        model.TakeChanges(changed, removed);
        return (changed, removed.ConvertAll(i => i.Value));
    }
}
