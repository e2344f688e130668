using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Core.Tests.Serving;

public sealed class SnapshotAssemblerTests
{
    private readonly HeldItems _held = new();

    private readonly ServingPlanner _planner = new(
        new ServingLedger(2), "m", item => item.Value[0] - 'a', user => user.Value[0] - 'a');

    [Fact]
    public void Apply_SwitchesOnce_WhenTheLastPartitionHasEnded()
    {
        var plan = _planner.Plan(Rows.Delta(1, 0, [Rows.Item("a", 1f), Rows.Item("b", 2f)]));
        var assembler = new SnapshotAssembler(2, _held);

        Assert.Empty(Feed(assembler, 0, Rows.Records(plan[0])));
        var step = Assert.Single(Feed(assembler, 1, Rows.Records(plan[1]), timestampMs: 77));

        Assert.Equal((1, 1, "m", 1000, 77), (step.Number, step.Dimension, step.ModelId, step.EventTimeMs, step.PublishedMs));
        Assert.Equal(["a", "b"], step.Changed.Select(row => row.Item.Value).Order(StringComparer.Ordinal));
        Assert.Equal(2, step.Items.Count);
        Assert.Equal(1, assembler.Number);
    }

    [Fact]
    public void Apply_StaysAtTheOlderSnapshot_WhenOnePartitionRunsAhead()
    {
        var assembler = new SnapshotAssembler(2, _held);
        var first = _planner.Plan(Rows.Delta(1, 0, [Rows.Item("a", 1f), Rows.Item("b", 1f)]));
        var second = _planner.Plan(Rows.Delta(2, 1, [Rows.Item("a", 2f), Rows.Item("b", 2f)]));

        Feed(assembler, 0, Rows.Records(first[0]));
        Feed(assembler, 0, Rows.Records(second[0]));
        var step = Assert.Single(Feed(assembler, 1, Rows.Records(first[1])));

        Assert.Equal(1, step.Number);
        Assert.All(step.Changed, row => Assert.Equal([1f], row.Vector));
        Assert.Equal(2, Assert.Single(Feed(assembler, 1, Rows.Records(second[1]))).Number);
    }

    [Fact]
    public void Apply_IsNotWhole_WhenARowIsMissing_AndMendsWithALaterSnapshot()
    {
        var assembler = new SnapshotAssembler(2, _held);
        var first = _planner.Plan(Rows.Delta(1, 0, [Rows.Item("a", 1f), Rows.Item("a2", 1f)]));
        Feed(assembler, 1, Rows.Records(first[1]));

        // As after compaction: the row of "a" was superseded by the next snapshot.
        Assert.Empty(Feed(assembler, 0, Rows.Records(first[0]).Where(record => record is not ServingRecord.ItemChanged { Row.Item.Value: "a" })));
        Assert.False(assembler.IsWhole);

        var second = _planner.Plan(Rows.Delta(2, 1, [Rows.Item("a", 2f)]));
        Feed(assembler, 0, Rows.Records(second[0]));
        var step = Assert.Single(Feed(assembler, 1, Rows.Records(second[1])));
        Assert.True(assembler.IsWhole);
        Assert.Equal(["a", "a2"], step.Changed.Select(row => row.Item.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Apply_SwitchesOnce_WhenADeltaIsSentTwice()
    {
        var assembler = new SnapshotAssembler(2, _held);
        var plan = _planner.Plan(Rows.Delta(1, 0, [Rows.Item("a", 1f), Rows.Item("b", 1f)]));

        Feed(assembler, 0, Rows.Records(plan[0]).Take(1));
        Feed(assembler, 0, Rows.Records(plan[0]));
        Feed(assembler, 0, Rows.Records(plan[0]));
        Assert.Single(Feed(assembler, 1, Rows.Records(plan[1])));
        Assert.Empty(Feed(assembler, 1, Rows.Records(plan[1])));
        Assert.True(assembler.IsWhole);
    }

    [Fact]
    public void Apply_KeepsRowsOfADeltaThatNeverEnded_ForTheNextOne()
    {
        var assembler = new SnapshotAssembler(2, _held);
        var crashed = _planner.Plan(Rows.Delta(1, 0, [Rows.Item("a", 1f)]));
        Feed(assembler, 0, Rows.Records(crashed[0]).SkipLast(1));

        var next = _planner.Plan(Rows.Delta(2, 1, [Rows.Item("b", 1f)]));
        Feed(assembler, 0, Rows.Records(next[0]));
        var step = Assert.Single(Feed(assembler, 1, Rows.Records(next[1])));

        Assert.Equal(2, step.Changed.Count);
        Assert.Equal(2, assembler.LastBegun);
    }

    [Fact]
    public void Apply_RemovesTheItem_WhenATombstoneComes()
    {
        var assembler = new SnapshotAssembler(2, _held);
        Feed(assembler, _planner.Plan(Rows.Delta(1, 0, [Rows.Item("a", 1f), Rows.Item("b", 1f)])));

        var step = Assert.Single(Feed(assembler, _planner.Plan(Rows.Delta(2, 1, [], "b"))));

        Assert.Equal([new ItemId("b")], step.Removed);
        Assert.Empty(step.Changed);
        Assert.Equal(1, step.Items.Count);
    }

    [Fact]
    public void Apply_TellsTheNewDimension_WhenAWholeSnapshotChangesIt()
    {
        var assembler = new SnapshotAssembler(2, _held);
        Feed(assembler, _planner.Plan(Rows.Delta(1, 0, [Rows.Item("a", 1f)])));

        Assert.Equal(2, Assert.Single(Feed(assembler, _planner.Plan(Rows.Delta(2, 0, [Rows.Item("a", 1f, 2f)])))).Dimension);
    }

    [Fact]
    public void IsWhole_IsFalse_WhenARowHasAnotherDimensionThanItsSnapshot()
    {
        var assembler = new SnapshotAssembler(2, _held);
        var plan = _planner.Plan(Rows.Delta(1, 0, [Rows.Item("a", 1f)]));

        Feed(assembler, 0, Rows.Records(plan[0]).SkipLast(1).Append(new ServingRecord.Marked(plan[0].End with { Dimension = 2 })));

        Assert.False(assembler.IsWhole);
    }

    [Fact]
    public void IsWhole_FollowsTheUsers_BetweenSnapshots()
    {
        var assembler = new SnapshotAssembler(2, _held);
        var (partition, users) = Assert.Single(_planner.PlanUsers([Rows.User("a1", 1f), Rows.User("a2", 1f)], []));
        Feed(assembler, partition, Rows.Records(users).Skip(1));
        Assert.False(assembler.IsWhole);

        Feed(assembler, partition, Rows.Records(users));
        Assert.True(assembler.IsWhole);
        Assert.Equal(users.Marker.Users, assembler.Users);
    }

    [Fact]
    public void Apply_ReachesTheNewestSnapshot_WhenOnePartitionWasReadThousandsAhead()
    {
        var assembler = new SnapshotAssembler(2, _held);
        var plans = Enumerable.Range(1, 1000)
            .Select(number => _planner.Plan(Rows.Delta(number, number - 1, [Rows.Item(number <= 500 ? "a" : "a2", number), Rows.Item("b", number)])))
            .ToList();
        plans.ForEach(plan => Feed(assembler, 0, Rows.Records(plan[0])));

        var held = new Dictionary<ItemId, ItemRow>();
        foreach (var row in plans.SelectMany(plan => Feed(assembler, 1, Rows.Records(plan[1]))).SelectMany(step => step.Changed))
        {
            held[row.Item] = row;
        }

        Assert.Equal(1000, assembler.Number);
        Assert.Equal(3, held.Count);
        Assert.Equal([1000f], held[new ItemId("b")].Vector);
        Assert.Equal([1000f], held[new ItemId("a2")].Vector);
        Assert.Equal([500f], held[new ItemId("a")].Vector);
    }

    private List<SnapshotSwitch> Feed(SnapshotAssembler assembler, IReadOnlyList<PartitionDelta> plan) =>
        [.. plan.SelectMany((partition, index) => Feed(assembler, index, Rows.Records(partition)))];

    private List<SnapshotSwitch> Feed(SnapshotAssembler assembler, int partition, IEnumerable<ServingRecord> records, long timestampMs = 0) =>
        [.. records.Select(record => assembler.Apply(partition, record, timestampMs)).OfType<SnapshotSwitch>().Select(_held.Apply)];
}
