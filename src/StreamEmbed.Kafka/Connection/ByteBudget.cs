namespace StreamEmbed.Kafka.Connection;

/// <summary>Bounds bytes that are on their way: entering waits while they would pass the limit. First come, first served.</summary>
/// <remarks>Thread-safe. Not waiting costs no allocation beyond the task of the async caller.</remarks>
internal sealed class ByteBudget(long limitBytes)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(int Bytes, TaskCompletionSource Entered)> _waiting = new();
    private long _held;

    public long HeldBytes
    {
        get
        {
            lock (_lock)
            {
                return _held;
            }
        }
    }

    /// <summary>Takes room. What is larger than the whole limit enters when nothing else is in.</summary>
    public ValueTask EnterAsync(int bytes, CancellationToken cancellationToken)
    {
        LinkedListNode<(int Bytes, TaskCompletionSource Entered)> waiter;
        lock (_lock)
        {
            if (_waiting.Count == 0 && HasRoom(bytes))
            {
                _held += bytes;
                return ValueTask.CompletedTask;
            }

            waiter = _waiting.AddLast((bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        return new ValueTask(WaitAsync(waiter, cancellationToken));
    }

    /// <summary>Gives room back.</summary>
    public void Release(long bytes)
    {
        lock (_lock)
        {
            _held -= bytes;
            LetIn();
        }
    }

    private bool HasRoom(int bytes) => _held == 0 || _held + bytes <= limitBytes;

    private void LetIn()
    {
        while (_waiting.First is { } first && HasRoom(first.Value.Bytes))
        {
            _waiting.RemoveFirst();
            _held += first.Value.Bytes;
            first.Value.Entered.SetResult();
        }
    }

    private async Task WaitAsync(LinkedListNode<(int Bytes, TaskCompletionSource Entered)> waiter, CancellationToken cancellationToken)
    {
        try
        {
            await waiter.Value.Entered.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Leave(waiter);
            throw;
        }
    }

    /// <summary>Gives back the place in the queue, or the room if it was granted at the same moment.</summary>
    private void Leave(LinkedListNode<(int Bytes, TaskCompletionSource Entered)> waiter)
    {
        lock (_lock)
        {
            if (waiter.List is not null)
            {
                _waiting.Remove(waiter);
            }
            else
            {
                _held -= waiter.Value.Bytes;
            }

            LetIn();
        }
    }
}
