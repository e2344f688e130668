using StreamEmbed.Events;
using StreamEmbed.Serving;
using StreamEmbed.Training.Kernels;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

public sealed unsafe class RepairTests
{
    private const long Start = 1_800_000_000_000;

    [Theory]
    [ClassData(typeof(KernelSets))]
    public void Train_ResetsOnlyTheBadRow_WhenAnInputIsNotFinite(KernelSet kernels)
    {
        foreach (var bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e30f })
        {
            var model = Trained(kernels);
            model.Table.Input(Row(model, "c1-0"))[5] = bad;

            model.Train(PlantedSessions.Of(Start, "c1-1", "c1-0", "c1-2"));

            AssertAllFinite(model);
            Assert.Equal(1, model.Stats.RowsReset);
        }
    }

    [Theory]
    [ClassData(typeof(KernelSets))]
    public void Train_ResetsOnlyTheBadRow_WhenAContextIsNotFinite(KernelSet kernels)
    {
        var model = Trained(kernels);
        model.Table.Context(Row(model, "c1-0"))[0] = float.NaN;

        model.Train(PlantedSessions.Of(Start, "c1-1", "c1-0", "c1-2"));

        AssertAllFinite(model);
        Assert.Equal(1, model.Stats.RowsReset);
    }

    [Theory]
    [ClassData(typeof(KernelSets))]
    public void Train_ResetsOnlyTheBadRow_WhenItIsInAMeanOfContexts(KernelSet kernels)
    {
        var options = new TrainingOptions { Architecture = TrainingArchitecture.Cbow, Dimension = 32, Replay = 0, Kernels = kernels };
        var model = ItemEmbeddingsTests.Trained(options);
        model.Table.Input(Row(model, "c1-0"))[5] = float.NaN;

        model.Train(PlantedSessions.Of(Start, "c1-1", "c1-0", "c1-2"));

        AssertAllFinite(model);
        Assert.Equal(1, model.Stats.RowsReset);
    }

    [Fact]
    public void TakeChanges_NeverPublishesABadRow_ThatTrainingHasNotMet()
    {
        var model = new ItemEmbeddings(new TrainingOptions { Preset = TrainingPreset.Throughput }, new VocabularyOptions());
        model.Train(PlantedSessions.Of(Start, "a", "b"));
        model.Table.Input(Row(model, "a"))[3] = float.NaN;
        var changed = new List<ItemRow>();

        model.TakeChanges(changed, []);

        Assert.All(changed, r => Assert.All(r.Vector, x => Assert.True(float.IsFinite(x))));
        Assert.Equal(1, model.Stats.RowsReset);
    }

    // Without replay: the bad row is met in the session that the test names, and nowhere else.
    private static ItemEmbeddings Trained(KernelSet kernels) =>
        ItemEmbeddingsTests.Trained(new TrainingOptions { Dimension = 32, Replay = 0, Kernels = kernels });

    private static int Row(ItemEmbeddings model, string item) => model.Rows.Vocabulary.Find(item);

    private static void AssertAllFinite(ItemEmbeddings model)
    {
        for (var i = 0; i < model.Known; i++)
        {
            var row = model.Rows.Vocabulary.LiveRow(i);
            var record = new ReadOnlySpan<float>(model.Table.Input(row), 2 * model.Table.Width);
            Assert.All(record.ToArray(), x => Assert.True(float.IsFinite(x)));
            Assert.True(model.TryGetVector(new ItemId(model.Rows.Vocabulary.IdOf(row)), out var served));
            Assert.All(served.ToArray(), x => Assert.True(float.IsFinite(x)));
        }
    }
}
