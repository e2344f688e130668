using System.Runtime.ExceptionServices;

namespace StreamEmbed.Kafka.Rejected;

/// <summary>Keeps track of work in the background: whether any is left, and what went wrong first. Thread-safe.</summary>
internal sealed class PendingCount
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _none = Completed();
    private int _count;
    private Exception? _failure;

    public void Add(Task work)
    {
        lock (_lock)
        {
            if (_count++ == 0)
            {
                _none = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        _ = ObserveAsync(work);
    }

    public void ThrowIfFailed()
    {
        lock (_lock)
        {
            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }
        }
    }

    /// <summary>Returns when no work is left; throws when some has failed.</summary>
    public async Task NoneAsync(CancellationToken cancellationToken)
    {
        await Current().WaitAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfFailed();
    }

    /// <summary>Returns when no work is left, however it ended.</summary>
    public Task EndedAsync() => Current();

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }

    private Task Current()
    {
        lock (_lock)
        {
            return _none.Task;
        }
    }

    private async Task ObserveAsync(Task work)
    {
        Exception? failure = null;
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            failure = exception;
        }
        catch (OperationCanceledException)
        {
            // The owner gave up; it knows.
        }

        lock (_lock)
        {
            _failure ??= failure;
            if (--_count == 0)
            {
                _none.SetResult();
            }
        }
    }
}
