using StreamEmbed.Events;
using StreamEmbed.Serving;
using StreamEmbed.Sessions;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

public sealed class ObserveTests
{
    private const long Start = 1_800_000_000_000;

    [Fact]
    public void Observe_MakesAnItemKnownWithoutAVector_WhenNothingTrainedWasSeenWithIt()
    {
        var model = Model();

        Click(model, "a");
        Click(model, "b", "a");

        Assert.Equal((2, 0), (model.Known, model.Count));
        Assert.False(model.TryGetVector(new ItemId("b"), out _));
        Assert.Empty(Take(model).Changed);
        Assert.Equal(0UL, model.Digest());

        model.TrainObserved(PlantedSessions.Of(Start, "a", "b"));
        Assert.Equal((2, 2), (model.Known, model.Count));
        Assert.Equal(["a", "b"], Take(model).Changed.ConvertAll(r => r.Item.Value));
    }

    [Fact]
    public void Observe_StartsANewItemAtTheMeanOfItsSession_AgainAtEachClickUntilItIsTrained()
    {
        var model = Known();
        var (x, y) = (Input(model, "c1-0"), Input(model, "c2-0"));

        Click(model, "new", "c1-0");
        AssertNear(x, Vector(model, "new"));
        Assert.Equal(["new"], Take(model).Changed.ConvertAll(r => r.Item.Value));

        Click(model, "c2-0", "c1-0", "new");
        AssertNear([.. x.Zip(y, (a, b) => (a + b) / 2)], Vector(model, "new"));
        Assert.Equal(["new"], Take(model).Changed.ConvertAll(r => r.Item.Value));

        model.TrainObserved(PlantedSessions.Of(Start, "c1-0", "new", "c2-0"));
        var trained = Vector(model, "new");
        Click(model, "c3-0", "new");
        Assert.Equal(trained, Vector(model, "new"));
    }

    [Fact]
    public void Observe_StartsTheFirstItemOfASession_WhenALaterOneIsKnown()
    {
        var model = Known();

        Click(model, "new");
        Assert.False(model.TryGetVector(new ItemId("new"), out _));
        Click(model, "c1-0", "new");

        AssertNear(Input(model, "c1-0"), Vector(model, "new"));
    }

    [Fact]
    public void Observe_StartsANewItemAtTheUsersEarlierItems_UntilItsSessionHasATrainedOne()
    {
        var model = Known();

        model.Observe(new ItemId("new"), [], [new ItemId("c3-0")], Start, 1);
        AssertNear(Input(model, "c3-0"), Vector(model, "new"));

        Click(model, "c1-0", "new");
        AssertNear(Input(model, "c1-0"), Vector(model, "new"));
    }

    [Fact]
    public void TrainObserved_StartsAnUntrainedItemAtItsWholeSession()
    {
        var options = new TrainingOptions { Dimension = 32, Replay = 0, Rate = 1e-6 };
        var model = Known(options);
        Click(model, "new");

        model.TrainObserved(PlantedSessions.Of(Start, "new", "c1-0"));

        AssertNear(Input(model, "c1-0"), Vector(model, "new"));
    }

    [Fact]
    public void TrainObserved_CountsNothingAgain()
    {
        var model = Known();
        Click(model, "a");
        Click(model, "b", "a");
        Click(model, "a", "a", "b");

        model.TrainObserved(PlantedSessions.Of(Start + 9_000, "a", "b", "a"));

        var rows = All(model);
        Assert.Equal((2, Start), (rows["a"].Count, rows["a"].LastSeenMs));
        Assert.Equal((1, Start), (rows["b"].Count, rows["b"].LastSeenMs));
        var header = model.Table.Header(model.Rows.Vocabulary.Find("a"));
        Assert.Equal(2, header.Frequency.At(model.Rows.WeightAt(Start)), 1e-9);
    }

    [Fact]
    public void Observe_CountsAnEventByItsWeight()
    {
        var model = Known();

        model.Observe(new ItemId("c1-0"), [], [], Start * 2, 5);

        var header = model.Table.Header(model.Rows.Vocabulary.Find("c1-0"));
        Assert.Equal(5, header.Frequency.At(model.Rows.WeightAt(Start * 2)), 1e-6);
    }

    [Fact]
    public void Observe_AdmitsAnItem_WhenItCameMinCountTimes()
    {
        var model = new ItemEmbeddings(new TrainingOptions { Dimension = 16 }, new VocabularyOptions { MinCount = 3 });
        Click(model, "a");
        Click(model, "a");
        model.TrainObserved(PlantedSessions.Of(Start, "a", "a", "b"));
        Assert.Equal(0, model.Known);

        Click(model, "a");

        Assert.Equal(1, model.Known);
    }

    [Fact]
    public void TakeChanges_RemovesAnItem_ThatCameBackWithoutAVector()
    {
        var model = new ItemEmbeddings(new TrainingOptions { Dimension = 16 }, new VocabularyOptions { TimeToLive = TimeSpan.FromMinutes(10) });
        model.Train(PlantedSessions.Of(Start, "a", "b"));
        Take(model);
        model.Retire(Start + 700_000);

        model.Observe(new ItemId("a"), [], [], Start + 800_000, 1);

        var (changed, removed) = Take(model);
        Assert.Empty(changed);
        Assert.Equal(["a", "b"], removed.Order());
    }

    [Fact]
    public void TrainObserved_FindsPlantedClusters_AsWellAsTrain()
    {
        var options = new TrainingOptions { Dimension = 32 };
        var (observed, trained) = (new ItemEmbeddings(options, new VocabularyOptions()), new ItemEmbeddings(options, new VocabularyOptions()));
        var traffic = new PlantedSessions(4);
        for (var i = 0; i < 2_000; i++)
        {
            var session = traffic.Next();
            ObserveAll(observed, session);
            observed.TrainObserved(session);
            trained.Train(session);
        }

        Assert.InRange(PlantedSessions.NeighbourPurity(observed), PlantedSessions.NeighbourPurity(trained) - 0.05, 1);
        Assert.True(PlantedSessions.NeighbourPurity(observed) > 0.8);
    }

    [Fact]
    public void TakeChanges_LetsAReaderHoldExactlyTheModel_WhenManySessionsAreOneClick()
    {
        var model = new ItemEmbeddings(
            new TrainingOptions { Dimension = 16 },
            new VocabularyOptions { MaxItems = 150, TimeToLive = TimeSpan.FromSeconds(90) });
        var traffic = new PlantedSessions(5);
        var reader = new Dictionary<string, float[]>(StringComparer.Ordinal);
        for (var i = 0; i < 2_000; i++)
        {
            var session = traffic.Next();
            model.Retire(session.EndMs);
            if (i % 3 == 0)
            {
                model.Observe(new ItemId($"alone{i / 6}"), [], [], session.EndMs, 1);
            }

            ObserveAll(model, session);
            if (i % 2 == 0)
            {
                model.TrainObserved(session);
            }

            var (changed, removed) = Take(model);
            changed.ForEach(r => reader[r.Item.Value] = r.Vector);
            removed.ForEach(id => Assert.True(reader.Remove(id)));
            Assert.Equal(model.Count, reader.Count);
            Assert.Equal(model.Digest(), reader.Aggregate(0UL, (sum, row) => sum + SnapshotDigest.OfRow(row.Key, row.Value)));
        }

        Assert.True(model.Known > model.Count);
        Assert.True(model.Stats.Expired > 50 && model.Stats.Displaced > 50, model.Stats.ToString());
    }

    private static ItemEmbeddings Model() => new(new TrainingOptions { Dimension = 32 }, new VocabularyOptions());

    // A trained model whose changes were taken.
    private static ItemEmbeddings Known(TrainingOptions? options = null)
    {
        var model = ItemEmbeddingsTests.Trained(options ?? new TrainingOptions { Dimension = 32 });
        Take(model);
        return model;
    }

    private static void Click(ItemEmbeddings model, string item, params string[] before) =>
        model.Observe(new ItemId(item), [.. before.Select(id => new ItemId(id))], [], Start, 1);

    private static void ObserveAll(ItemEmbeddings model, Session session)
    {
        for (var i = 0; i < session.Items.Length; i++)
        {
            model.Observe(session.Items[i], session.Items.AsSpan(0, i), session.Earlier, session.EndMs, session.Weights[i]);
        }
    }

    private static float[] Vector(ItemEmbeddings model, string item) =>
        model.TryGetVector(new ItemId(item), out var vector) ? vector.ToArray() : throw new InvalidOperationException($"{item} has no vector.");

    // The row itself: what is served is its average.
    private static unsafe float[] Input(ItemEmbeddings model, string item) =>
        new ReadOnlySpan<float>(model.Table.Input(model.Rows.Vocabulary.Find(item)), model.Dimension).ToArray();

    // Up to the noise at the start, half of one dimension's share, and bfloat16.
    private static void AssertNear(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - 0.03f, pair.First + 0.03f));

    private static Dictionary<string, ItemRow> All(ItemEmbeddings model)
    {
        var rows = new List<ItemRow>();
        model.CopyAll(rows);
        return rows.ToDictionary(r => r.Item.Value);
    }

    private static (List<ItemRow> Changed, List<string> Removed) Take(ItemEmbeddings model)
    {
        var changed = new List<ItemRow>();
        var removed = new List<ItemId>();
        model.TakeChanges(changed, removed);
        return (changed, removed.ConvertAll(i => i.Value));
    }
}
