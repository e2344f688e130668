namespace StreamEmbed.Pipeline.Checkpoints;

/// <summary>One checkpoint at a time: the source takes the turn with the barrier, the stage that writes gives it back. Any thread.</summary>
internal sealed class CheckpointTurn : IDisposable
{
    private readonly CancellationTokenSource _hurry = new();
    private volatile TaskCompletionSource? _inFlight;

    /// <summary>Whether no checkpoint is under way.</summary>
    public bool IsFree => _inFlight is null;

    /// <summary>Cancelled when the line stops: what is not needed for a checkpoint must not hold up the last one.</summary>
    public CancellationToken Hurried => _hurry.Token;

    /// <summary>Completes when the checkpoint that is under way is written.</summary>
    public Task Free => _inFlight?.Task ?? Task.CompletedTask;

    public void Take() => _inFlight = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GiveBack()
    {
        var ended = _inFlight;
        _inFlight = null;
        ended?.SetResult();
    }

    public void Hurry() => _hurry.Cancel();

    public void Dispose() => _hurry.Dispose();
}
