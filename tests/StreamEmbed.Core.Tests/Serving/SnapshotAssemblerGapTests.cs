using StreamEmbed.Serving;

namespace StreamEmbed.Core.Tests.Serving;

public sealed class SnapshotAssemblerGapTests
{
    [Fact]
    public void IsWhole_IsFalseAtTheEnd_WhenATombstoneWasCleanedAwayBeforeItWasRead()
    {
        var topic = new SimulatedTopic(1);
        var planner = new ServingPlanner(new ServingLedger(1), "m", _ => 0, _ => 0);
        var late = new SimulatedReader(topic);
        Write(topic, planner.Plan(Rows.Delta(1, 0, [Rows.Item("a", 1f), Rows.Item("b", 1f)])));
        ReadAll(late);

        Write(topic, planner.Plan(Rows.Delta(2, 1, [], "a")));
        topic.Compact(0, topic.End(0), tombstonesToo: true);
        ReadAll(late);
        Assert.False(late.Assembler.IsWhole);
        Assert.Equal(1, late.Assembler.Number);

        var rebuilt = new SimulatedReader(topic);
        ReadAll(rebuilt);
        Assert.True(rebuilt.Assembler.IsWhole);
        Assert.Equal(["b"], rebuilt.Items.Keys.Select(item => item.Value));
    }

    private static void Write(SimulatedTopic topic, IReadOnlyList<PartitionDelta> plan)
    {
        foreach (var record in Rows.Records(plan[0]))
        {
            topic.Append(0, record);
        }
    }

    private static void ReadAll(SimulatedReader reader)
    {
        while (!reader.AtEnd(0))
        {
            reader.Read(0);
        }
    }
}
