namespace StreamEmbed.Kafka.Embedded;

/// <summary>One partition of a <see cref="RetentionGate"/>. Thread-safe.</summary>
internal sealed class RetentionLane(long limitBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<(long Offset, int Bytes)> _stored = new();
    private readonly LinkedList<(int Bytes, TaskCompletionSource Entered)> _waiting = new();
    private long _held;
    private long _processed;

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

        Release(bytes);
    }

    public void Processed(long nextOffset)
    {
        lock (_lock)
        {
            _processed = Math.Max(_processed, nextOffset);
            while (_stored.TryPeek(out var oldest) && oldest.Offset < _processed)
            {
                _held -= _stored.Dequeue().Bytes;
            }

            LetIn();
        }
    }

    public void Release(int bytes)
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
