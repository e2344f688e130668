using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Core.Tests.Serving;

/// <summary>A reader of a <see cref="SimulatedTopic"/> that holds plain dictionaries.</summary>
internal sealed class SimulatedReader
{
    private readonly SimulatedTopic _topic;
    private readonly long[] _positions;
    private readonly HeldItems _held = new();

    public SimulatedReader(SimulatedTopic topic)
    {
        (_topic, _positions) = (topic, new long[topic.Partitions]);
        Assembler = new SnapshotAssembler(topic.Partitions, _held);
    }

    public SnapshotAssembler Assembler { get; }

    public Dictionary<ItemId, ItemRow> Items => _held.Rows;

    public Dictionary<UserId, UserVector> Users { get; } = [];

    /// <summary>Reads one record of a partition; the step when it brought a newer snapshot.</summary>
    public SnapshotSwitch? Read(int partition)
    {
        if (_topic.Next(partition, _positions[partition]) is not { } entry)
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

        _held.Apply(step);
        return step;
    }

    public bool AtEnd(int partition) => _positions[partition] >= _topic.End(partition);
}
