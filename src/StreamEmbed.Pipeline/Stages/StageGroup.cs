namespace StreamEmbed.Pipeline.Stages;

/// <summary>Runs the stages of a line together. The three rules of their life are here and nowhere else.</summary>
/// <remarks>
/// 1. When a stage has ended, its channel is completed, so a stop at the source drains the line stage by stage.
/// 2. The first stage that fails cancels the others; its error is the line's.
/// 3. One deadline, counted from the stop, bounds the whole drain.
/// </remarks>
internal static class StageGroup
{
    /// <param name="stages">In the order of the data.</param>
    /// <param name="drainTimeout">Time from <paramref name="stopping"/> until stages still running are cancelled.</param>
    /// <param name="clock">Counts the deadline.</param>
    /// <param name="stopping">Asks the source to stop reading.</param>
    /// <exception cref="StageFailedException">A stage failed.</exception>
    /// <exception cref="TimeoutException">The drain did not end in time.</exception>
    public static async Task RunAsync(
        IReadOnlyList<Stage> stages,
        TimeSpan drainTimeout,
        TimeProvider clock,
        CancellationToken stopping)
    {
        using var abort = new CancellationTokenSource();
        using var deadline = clock.CreateTimer(_ => abort.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var armed = stopping.Register(() => deadline.Change(drainTimeout, Timeout.InfiniteTimeSpan));

        var failure = new TaskCompletionSource<StageFailedException>(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAll(stages.Select(stage => RunOneAsync(stage, abort, failure))).ConfigureAwait(false);

        if (failure.Task.IsCompleted)
        {
            throw await failure.Task.ConfigureAwait(false);
        }

        if (abort.IsCancellationRequested)
        {
            throw new TimeoutException($"The line was not drained within {drainTimeout}; what was not published is read again at the next start.");
        }
    }

    private static async Task RunOneAsync(
        Stage stage,
        CancellationTokenSource abort,
        TaskCompletionSource<StageFailedException> failure)
    {
        try
        {
            await stage.RunAsync(abort.Token).ConfigureAwait(false);
            stage.Complete();
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            // Another stage failed or the deadline passed: RunAsync reports that one.
        }
        catch (Exception error)
        {
            failure.TrySetResult(new StageFailedException(stage.Name, error));
            await abort.CancelAsync().ConfigureAwait(false);
        }
    }
}
