using System.Collections.Concurrent;

namespace StreamEmbed.Pipeline.Batches;

/// <summary>
/// Batches of events that go from the source to the sessions stage and back: a few of them, each as large as its largest, instead of
/// a growing list a batch, which would outlive a collection while it waits. Any thread may call.
/// </summary>
internal sealed class EventBatchPool
{
    private readonly ConcurrentQueue<EventBatch> _free = new();

    /// <summary>An empty batch, the caller's until it is given back.</summary>
    public EventBatch Rent() => _free.TryDequeue(out var batch) ? batch : new EventBatch();

    /// <summary>Takes a batch back that nobody reads any more.</summary>
    public void Return(EventBatch batch)
    {
        batch.Clear();
        _free.Enqueue(batch);
    }
}
