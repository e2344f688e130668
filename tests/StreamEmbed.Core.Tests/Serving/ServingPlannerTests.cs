using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Core.Tests.Serving;

public sealed class ServingPlannerTests
{
    [Fact]
    public void Plan_PutsBothMarkersIntoEveryPartition_AlsoWhereNothingChanged()
    {
        var plan = Planner(partitions: 3).Plan(Rows.Delta(1, 0, [Rows.Item("1", 0.5f)]));

        Assert.Equal(3, plan.Count);
        Assert.All(plan, (partition, index) =>
        {
            Assert.Equal((MarkerPhase.Begin, 1, index, 3), (partition.Begin.Phase, partition.Begin.Number, partition.Begin.Partition, partition.Begin.Partitions));
            Assert.Equal((MarkerPhase.End, 1, index, 3), (partition.End.Phase, partition.End.Number, partition.End.Partition, partition.End.Partitions));
            Assert.Equal(index == 1 ? 1 : 0, partition.End.Changed);
        });
    }

    [Fact]
    public void Plan_CountsAllRowsThatThePartitionHolds_WhenTheDeltaHoldsOne()
    {
        var planner = Planner(partitions: 1);
        planner.Plan(Rows.Delta(1, 0, [Rows.Item("1", 1f), Rows.Item("2", 2f)]));

        var end = planner.Plan(Rows.Delta(2, 1, [Rows.Item("2", 3f)]))[0].End;

        var expected = unchecked(SnapshotDigest.OfRow("1", [1f]) + SnapshotDigest.OfRow("2", [3f]));
        Assert.Equal(new RowTotals(2, expected), end.Items);
        Assert.Equal((2, 1, 1, 0), (end.Number, end.Base, end.Changed, end.Removed));
    }

    [Fact]
    public void Plan_LeavesNoGhost_WhenAWholeSnapshotReplacesAnotherModel()
    {
        var planner = Planner(partitions: 2);
        planner.Plan(Rows.Delta(1, 0, [Rows.Item("1", 1f), Rows.Item("2", 1f), Rows.Item("3", 1f)]));

        var plan = planner.Plan(Rows.Delta(2, 0, [Rows.Item("2", 5f, 5f)]));

        Assert.Equal([new ItemId("1"), new ItemId("3")], plan[1].Removed.OrderBy(item => item.Value, StringComparer.Ordinal));
        Assert.Equal(new RowTotals(0, 0), plan[1].End.Items);
        Assert.Equal(new RowTotals(1, SnapshotDigest.OfRow("2", [5f, 5f])), plan[0].End.Items);
        Assert.Equal(2, plan[0].End.Dimension);
    }

    [Fact]
    public void Plan_WritesNoTombstone_WhenTheTopicNeverHadTheItem() =>
        Assert.Empty(Planner(partitions: 1).Plan(Rows.Delta(1, 0, [], "7"))[0].Removed);

    [Fact]
    public void Plan_PromisesTheSame_WhenTheSameDeltaIsPlannedAgain()
    {
        var planner = Planner(partitions: 1);
        planner.Plan(Rows.Delta(1, 0, [Rows.Item("1", 1f), Rows.Item("2", 1f)]));
        var delta = Rows.Delta(2, 1, [Rows.Item("3", 1f)], "2");

        Assert.Equal(planner.Plan(delta)[0].End.Items, planner.Plan(delta)[0].End.Items);
    }

    [Fact]
    public void Plan_Refuses_WhenTheNumberIsBelowTheLastOne()
    {
        var planner = Planner(partitions: 1);
        planner.Plan(Rows.Delta(5, 0, []));

        Assert.Throws<ArgumentException>(() => planner.Plan(Rows.Delta(4, 0, [])));
    }

    [Fact]
    public void Plan_Refuses_WhenADeltaChangesTheDimension()
    {
        var planner = Planner(partitions: 1);
        planner.Plan(Rows.Delta(1, 0, [Rows.Item("1", 1f)]));

        var error = Assert.Throws<ArgumentException>(() => planner.Plan(Rows.Delta(2, 1, [Rows.Item("1", 1f, 2f)])));
        Assert.Contains("publish it whole", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PlanUsers_MarksOnlyPartitionsThatGetUsers()
    {
        var planner = Planner(partitions: 3);
        planner.PlanUsers([Rows.User("1", 1f), Rows.User("4", 2f)], []);

        var plan = planner.PlanUsers([Rows.User("4", 3f)], [new UserId("1"), new UserId("2")]);

        var (partition, users) = Assert.Single(plan);
        Assert.Equal(1, partition);
        Assert.Equal([new UserId("1")], users.Removed);
        Assert.Equal(new RowTotals(1, SnapshotDigest.OfRow("4", [3f])), users.Marker.Users);
        Assert.Equal(MarkerPhase.Users, users.Marker.Phase);
    }

    // Ids are numbers here, so that tests see the partition: number modulo partitions.
    private static ServingPlanner Planner(int partitions) => new(
        new ServingLedger(partitions),
        "m",
        item => int.Parse(item.Value, System.Globalization.CultureInfo.InvariantCulture) % partitions,
        user => int.Parse(user.Value, System.Globalization.CultureInfo.InvariantCulture) % partitions);
}
