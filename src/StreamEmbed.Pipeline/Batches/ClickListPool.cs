using System.Collections.Concurrent;
using StreamEmbed.Sessions;

namespace StreamEmbed.Pipeline.Batches;

/// <summary>
/// Lists of clicks that go from the sessions stage to training and back: a few of them, each as large as its largest batch, instead of large arrays a batch.
/// Any thread may call.
/// </summary>
internal sealed class ClickListPool
{
    private readonly ConcurrentQueue<ClickList> _free = new();

    /// <summary>An empty list, the caller's until it is given back.</summary>
    public ClickList Rent() => _free.TryDequeue(out var list) ? list : new ClickList();

    /// <summary>Takes a list back that nobody reads any more.</summary>
    public void Return(ClickList list)
    {
        list.Clear();
        _free.Enqueue(list);
    }
}
