namespace StreamEmbed.Client.Following;

/// <summary>Holds the newest view and wakes those who wait for one.</summary>
/// <remarks>One owner publishes; any thread reads and waits.</remarks>
internal sealed class ViewPublisher
{
    private volatile EmbeddingView _current = EmbeddingView.Empty;
    private volatile TaskCompletionSource _next = NewSignal();

    public EmbeddingView Current => _current;

    public void Publish(EmbeddingView view)
    {
        _current = view;
        var next = _next;
        _next = NewSignal();
        next.SetResult();
    }

    /// <summary>No view will come any more: those who wait get this exception, now and later.</summary>
    public void End(Exception exception) => _next.TrySetException(exception);

    public async Task<EmbeddingView> WaitForAsync(Predicate<EmbeddingView> wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            // The signal is taken before the view is looked at, so that no view falls between.
            var next = _next.Task;
            var current = _current;
            if (wanted(current))
            {
                return current;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
