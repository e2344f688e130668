using StreamEmbed.Events;
using StreamEmbed.Kafka.Embedded;
using StreamEmbed.Ports;
using StreamEmbed.Records;

namespace StreamEmbed.Host.Running;

/// <summary>Tells the gate of the embedded broker what was read: from then on the broker may drop it, since this process holds it.</summary>
internal sealed class GatedEventLog(IEventLog log, string topic, RetentionGate gate) : IEventLog
{
    public IReadOnlyList<int> Partitions => log.Partitions;

    public void Poll(RecordBatch into, int max, TimeSpan wait)
    {
        var before = into.Count;
        log.Poll(into, max, wait);
        for (var i = before; i < into.Count; i++)
        {
            var position = into.Position(i);
            gate.Processed(topic, position.Partition, position.Offset + 1);
        }
    }

    public void Pause(IReadOnlyCollection<int> partitions) => log.Pause(partitions);

    public void Resume(IReadOnlyCollection<int> partitions) => log.Resume(partitions);

    public void Commit(IReadOnlyCollection<SourcePosition> next) => log.Commit(next);

    public long EndOffset(int partition) => log.EndOffset(partition);

    public void Dispose() => log.Dispose();
}
