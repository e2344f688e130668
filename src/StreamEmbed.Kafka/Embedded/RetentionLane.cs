using StreamEmbed.Kafka.Connection;

namespace StreamEmbed.Kafka.Embedded;

/// <summary>One partition of a <see cref="RetentionGate"/>. Thread-safe.</summary>
internal sealed class RetentionLane(long limitBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<(long Offset, int Bytes)> _stored = new();
    private readonly ByteBudget _budget = new(limitBytes);
    private long _processed;

    public long HeldBytes => _budget.HeldBytes;

    public ValueTask EnterAsync(int bytes, CancellationToken cancellationToken) => _budget.EnterAsync(bytes, cancellationToken);

    public void Release(int bytes) => _budget.Release(bytes);

    public void Delivered(long offset, int bytes)
    {
        lock (_lock)
        {
            if (offset >= _processed)
            {
                _stored.Enqueue((offset, bytes));
                return;
            }
        }

        _budget.Release(bytes);
    }

    public void Processed(long nextOffset)
    {
        long freed = 0;
        lock (_lock)
        {
            _processed = Math.Max(_processed, nextOffset);
            while (_stored.TryPeek(out var oldest) && oldest.Offset < _processed)
            {
                freed += _stored.Dequeue().Bytes;
            }
        }

        if (freed > 0)
        {
            _budget.Release(freed);
        }
    }
}
