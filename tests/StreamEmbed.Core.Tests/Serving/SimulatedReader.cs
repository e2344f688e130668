using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Core.Tests.Serving;

/// <summary>A reader of a <see cref="SimulatedTopic"/> that holds plain dictionaries.</summary>
internal sealed class SimulatedReader(SimulatedTopic topic)
{
    private readonly long[] _positions = new long[topic.Partitions];

    public SnapshotAssembler Assembler { get; } = new(topic.Partitions);

    public Dictionary<ItemId, ItemRow> Items { get; } = [];

    public Dictionary<UserId, UserVector> Users { get; } = [];

    /// <summary>Reads one record of a partition; the step when it brought a newer snapshot.</summary>
    public SnapshotSwitch? Read(int partition)
    {
        if (topic.Next(partition, _positions[partition]) is not { } entry)
        {
            return null;
        }

        _positions[partition] = entry.Offset + 1;
        switch (entry.Record)
        {
            case ServingRecord.UserChanged changed:
                Users[changed.User.History.User] = changed.User;
                break;
            case ServingRecord.UserRemoved removed:
                Users.Remove(removed.User);
                break;
        }

        if (Assembler.Apply(partition, entry.Record, entry.Offset) is not { } step)
        {
            return null;
        }

        foreach (var item in step.Removed)
        {
            Items.Remove(item);
        }

        foreach (var row in step.Changed)
        {
            Items[row.Item] = row;
        }

        return step;
    }

    public bool AtEnd(int partition) => _positions[partition] >= topic.End(partition);
}
