using System.Collections.Concurrent;

namespace StreamEmbed.Pipeline.Batches;

/// <summary>
/// Lists that go from one stage to the next and back: a few of them, each as large as its largest content, instead of a growing list a
/// batch, which would outlive a collection while it waits. Any thread may call.
/// </summary>
/// <param name="clear">Empties one and keeps its room.</param>
internal sealed class Pool<T>(Action<T> clear)
    where T : class, new()
{
    private readonly ConcurrentQueue<T> _free = new();

    /// <summary>An empty one, the caller's until it is given back.</summary>
    public T Rent() => _free.TryDequeue(out var free) ? free : new T();

    /// <summary>Takes one back that nobody reads any more.</summary>
    public void Return(T used)
    {
        clear(used);
        _free.Enqueue(used);
    }
}
