using Confluent.Kafka;

namespace StreamEmbed.Kafka.Serving;

/// <summary>Counts the records of one attempt that are not confirmed yet, and remembers the first failure.</summary>
/// <remarks>One sender waits; reports come from the client library's thread.</remarks>
internal sealed class Deliveries
{
    private readonly Lock _lock = new();
    private int _open;
    private int _awaited = -1;
    private TaskCompletionSource? _reached;

    /// <summary>Why the first record that failed was not confirmed; null while none has.</summary>
    public Error? Failure { get; private set; }

    public int Open
    {
        get
        {
            lock (_lock)
            {
                return _open;
            }
        }
    }

    public void Sent()
    {
        lock (_lock)
        {
            _open++;
        }
    }

    public void Reported(Error error)
    {
        lock (_lock)
        {
            _open--;
            if (error.IsError)
            {
                Failure ??= error;
            }

            if (_open <= _awaited)
            {
                _awaited = -1;
                _reached!.SetResult();
            }
        }
    }

    /// <summary>Returns when at most this many records are not reported.</summary>
    public Task UntilAtMostAsync(int open, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_open <= open)
            {
                return Task.CompletedTask;
            }

            _awaited = open;
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _reached.Task.WaitAsync(cancellationToken);
        }
    }
}
