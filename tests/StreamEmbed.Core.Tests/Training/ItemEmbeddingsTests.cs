using StreamEmbed.Events;
using StreamEmbed.Serving;
using StreamEmbed.Training.Kernels;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

public sealed class ItemEmbeddingsTests
{
    private const long Start = 1_700_000_000_000;

    [Theory]
    [ClassData(typeof(KernelSets))]
    public void Train_GivesTheSameBytes_WhetherOrNotChangesAreTakenAndReadBetween(KernelSet kernels)
    {
        var options = new TrainingOptions { Dimension = 32, Kernels = kernels };
        var undisturbed = new ItemEmbeddings(options, new VocabularyOptions());
        var disturbed = new ItemEmbeddings(options, new VocabularyOptions());
        var traffic = new PlantedSessions(3);
        for (var i = 0; i < 400; i++)
        {
            var session = traffic.Next();
            undisturbed.Train(session);
            disturbed.Train(session);
            if (i % 3 == 0)
            {
                disturbed.Flush();
                disturbed.TakeChanges([], []);
                disturbed.CopyAll([]);
                disturbed.TryGetVector(session.Items[0], out _);
            }
        }

        Assert.Equal(undisturbed.Digest(), disturbed.Digest());
    }

    [Fact]
    public void Train_GivesOtherBytes_WithAnotherSeed()
    {
        Assert.NotEqual(Trained(new TrainingOptions { Seed = 1 }).Digest(), Trained(new TrainingOptions { Seed = 2 }).Digest());
    }

    [Fact]
    public void Train_LearnsFromASessionOfOneItem_WhenTheUserHasEarlierOnes()
    {
        var model = new ItemEmbeddings(new TrainingOptions { Replay = 0 }, new VocabularyOptions());
        model.Train(PlantedSessions.Of(Start, "a", "b", "c"));
        var before = model.Stats;

        model.Train(PlantedSessions.Of(Start, "d") with { Earlier = [new("a"), new("gone"), new("b")] });

        Assert.Equal(4, model.Count);
        Assert.Equal(before.Tokens + 1, model.Stats.Tokens);
        // d with a and with b, in both directions; a and b are no pair.
        Assert.Equal(before.Pairs + 4, model.Stats.Pairs);
    }

    [Fact]
    public void Train_TakesOnlyTheLatestEarlierItems_UpToTheOption()
    {
        var model = new ItemEmbeddings(new TrainingOptions { Replay = 0, Earlier = 1 }, new VocabularyOptions());
        model.Train(PlantedSessions.Of(Start, "a", "b", "c"));
        var before = model.Stats;

        model.Train(PlantedSessions.Of(Start, "d") with { Earlier = [new("a"), new("b"), new("c")] });

        Assert.Equal(before.Pairs + 2, model.Stats.Pairs);
    }

    [Fact]
    public void Enqueue_WithFlush_LearnsFromEveryToken()
    {
        var model = new ItemEmbeddings(new TrainingOptions { Preset = TrainingPreset.Throughput }, new VocabularyOptions());
        var traffic = new PlantedSessions(1);
        var tokens = 0;
        for (var i = 0; i < 100; i++)
        {
            var session = traffic.Next();
            tokens += session.Items.Distinct().Count() > 1 ? session.Items.Length : 0;
            model.Enqueue(session);
        }

        model.Flush();

        Assert.Equal(tokens, model.Stats.Tokens);
        Assert.True(model.Stats.Pairs > tokens);
    }

    [Fact]
    public void Train_CountsPairs_InsideTheWindowAndTheSessionOnly()
    {
        var model = new ItemEmbeddings(new TrainingOptions { Window = 2, Replay = 0 }, new VocabularyOptions());

        // Each item pairs with those at most two away that are not itself: a-b, b-a, b-a, b-c, a-b, a-c, c-b, c-a.
        model.Train(PlantedSessions.Of(Start, "a", "b", "a", "c"));
        model.Train(PlantedSessions.Of(Start, "d", "e"));

        Assert.Equal(8 + 2, model.Stats.Pairs);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a", "a", "a")]
    public void Train_OnlyCounts_WhenASessionHoldsOneItem(params string[] items)
    {
        var model = new ItemEmbeddings(new TrainingOptions(), new VocabularyOptions());
        model.Train(PlantedSessions.Of(Start, items));
        Assert.Equal(0, model.Count);

        model.Train(PlantedSessions.Of(Start, "a", "b"));
        var before = model.Digest();
        model.Train(PlantedSessions.Of(Start + 5, items));

        Assert.Equal(before, model.Digest());
        Assert.Equal(2, model.Stats.ShortSessions);
        var rows = new List<ItemRow>();
        model.CopyAll(rows);
        Assert.Equal(1 + items.Length, rows.Single(r => r.Item.Value == "a").Count);
        Assert.Equal(Start + 5, rows.Single(r => r.Item.Value == "a").LastSeenMs);
    }

    [Fact]
    public void Train_StartsANewItem_AmongItsNeighbours()
    {
        var model = Trained(new TrainingOptions { Dimension = 32 });
        var before = new List<ItemRow>();
        model.CopyAll(before);

        model.Train(PlantedSessions.Of(Start * 2, "c3-1", "c3-2", "c3-0", "c3-99"));

        Assert.True(model.TryGetVector(new ItemId("c3-99"), out var vector));
        var start = vector.ToArray();
        var nearest = before.OrderByDescending(r => Cosine(r.Vector, start)).Take(10).Select(r => PlantedSessions.ClusterOf(r.Item));
        Assert.Equal(Enumerable.Repeat(3, 10), nearest);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(20)]
    [InlineData(100)]
    public void Train_KeepsPaddingAtZero_ForAnyDimension(int dimension)
    {
        var model = Trained(new TrainingOptions { Dimension = dimension });
        var width = model.Table.Width;
        for (var i = 0; i < model.Known; i++)
        {
            unsafe
            {
                var row = model.Rows.Vocabulary.LiveRow(i);
                Assert.All(new ReadOnlySpan<float>(model.Table.Input(row) + dimension, width - dimension).ToArray(), x => Assert.Equal(0, x));
                Assert.All(new ReadOnlySpan<float>(model.Table.Context(row) + dimension, width - dimension).ToArray(), x => Assert.Equal(0, x));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(1_000)]
    public void Train_TakesAnyWindow_AndSessionsLongerThanAPart(int window)
    {
        var model = new ItemEmbeddings(new TrainingOptions { Window = window, Dimension = 16 }, new VocabularyOptions());
        var items = Enumerable.Range(0, 3_000).Select(i => $"i{i % 700}").ToArray();

        model.Train(PlantedSessions.Of(Start, items));

        Assert.Equal(700, model.Count);
        Assert.Equal(3_000, model.Stats.Tokens);
        Assert.Equal(0, model.Stats.RowsReset);
    }

    [Fact]
    public void Train_StaysFinite_AtTheHighestRate()
    {
        var model = new ItemEmbeddings(new TrainingOptions { Rate = 1, Dimension = 16 }, new VocabularyOptions());
        var traffic = new PlantedSessions(9, clusters: 3, itemsPerCluster: 5);
        for (var i = 0; i < 3_000; i++)
        {
            model.Train(traffic.Next());
        }

        var rows = new List<ItemRow>();
        model.CopyAll(rows);
        Assert.Equal(0, model.Stats.RowsReset);
        // Longest of 15 rows over 24 seeds: 10 to 1,700. The step bound is a brake, no wall, and 15 items under 24 noise rows stand in each block twice.
        Assert.All(rows, r => Assert.InRange(Math.Sqrt(r.Vector.Sum(x => (double)x * x)), 0, 20_000));
    }

    [Fact]
    public void Train_LowersTheLoss()
    {
        var model = new ItemEmbeddings(new TrainingOptions { Dimension = 32 }, new VocabularyOptions());
        var traffic = new PlantedSessions(2);
        // Until some items are known there is no noise.
        for (var i = 0; i < 10; i++)
        {
            model.Train(traffic.Next());
        }

        var first = model.Stats;
        for (var i = 0; i < 1_000; i++)
        {
            model.Train(traffic.Next());
        }

        // An untrained model stands at ln 2 for the positive and each of five negatives.
        Assert.InRange(Loss(default, first), 0.8 * 6 * Math.Log(2), (6 * Math.Log(2)) + 0.01);
        Assert.InRange(Loss(first, model.Stats), 0, 0.5 * 6 * Math.Log(2));
    }

    // Of a positive and its five negatives, between two moments.
    private static double Loss(TrainingStats from, TrainingStats to) =>
        ((to.PositiveLoss - from.PositiveLoss) / (to.PositiveWeight - from.PositiveWeight))
        + (5 * (to.NegativeLoss - from.NegativeLoss) / (to.NegativeWeight - from.NegativeWeight));

    [Fact]
    public void Constructor_NamesAllFaults_WhenOptionsAreWrong()
    {
        var fault = Assert.Throws<ArgumentException>(() => new ItemEmbeddings(
            new TrainingOptions { Dimension = 7, NoiseRows = 9 }, new VocabularyOptions { TimeToLive = TimeSpan.Zero }));

        Assert.Contains("Training:Dimension", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Training:NoiseRows", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Vocabulary:TimeToLive", fault.Message, StringComparison.Ordinal);
    }

    internal static ItemEmbeddings Trained(TrainingOptions options, int sessions = 500)
    {
        var model = new ItemEmbeddings(options, new VocabularyOptions());
        var traffic = new PlantedSessions(4);
        for (var i = 0; i < sessions; i++)
        {
            model.Train(traffic.Next());
        }

        return model;
    }

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
