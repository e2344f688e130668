using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using StreamEmbed.Ports;
using StreamEmbed.State;

namespace StreamEmbed.Checkpoints;

/// <summary>A directory of checkpoints behind its port: off the caller's thread, and trying again while the disk refuses.</summary>
/// <remarks>Without end, because what changed since the last checkpoint is in the save alone. Logs one line when trouble begins and one when it ends.</remarks>
public sealed partial class CheckpointStore : ICheckpointSink
{
    /// <summary>Longest pause between two tries: how late, at worst, it is noticed that the disk takes data again.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);

    private readonly CheckpointDirectory _directory;
    private readonly ILogger _log;
    private readonly ResiliencePipeline _retry;
    private volatile string? _trouble;
    private volatile bool _nextIsWhole;
    private long _failures;
    private long _damaged;

    /// <param name="directory">Used by this store alone from now on.</param>
    /// <param name="damaged">Checkpoints that were passed over at the start because they were damaged.</param>
    public CheckpointStore(CheckpointDirectory directory, int damaged, TimeProvider clock, ILogger<CheckpointStore> log)
    {
        ArgumentNullException.ThrowIfNull(directory);
        (_directory, _damaged, _log) = (directory, damaged, log);
        _nextIsWhole = directory.NextIsWhole;
        _retry = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstDelay,
                MaxDelay = MaxDelay,
                ShouldHandle = new PredicateBuilder().Handle<IOException>().Handle<UnauthorizedAccessException>(),
                OnRetry = retry =>
                {
                    Failed(retry.Outcome.Exception!.Message);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    public bool NextIsWhole => _nextIsWhole;

    /// <summary>Why the disk refuses at the moment, or null. Any thread.</summary>
    public string? Trouble => _trouble;

    /// <summary>Tries that failed. Any thread.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Checkpoints that were found damaged. Any thread.</summary>
    public long Damaged => Interlocked.Read(ref _damaged);

    public async Task<CheckpointReceipt> WriteAsync(StateSave save, CancellationToken cancellationToken)
    {
        var receipt = await _retry.ExecuteAsync(
            async attempt => await Task.Run(() => _directory.Write(save), attempt).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        _nextIsWhole = _directory.NextIsWhole;
        if (_trouble is { } trouble)
        {
            _trouble = null;
            LogWell(receipt.Number, trouble);
        }

        return receipt;
    }

    public async Task MaintainAsync(CancellationToken cancellationToken)
    {
        if (!_directory.IsCompactionDue)
        {
            return;
        }

        try
        {
            await Task.Run(() => _directory.Compact(cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (StateFormatException damage)
        {
            Interlocked.Increment(ref _damaged);
            LogDamaged(damage.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The chain is as it was, only longer than it should be: tried again behind the next checkpoint.
            LogNotCompacted(error.Message);
        }

        _nextIsWhole = _directory.NextIsWhole;
    }

    private void Failed(string reason)
    {
        Interlocked.Increment(ref _failures);
        if (_trouble is null)
        {
            LogTrouble(reason);
        }

        _trouble = reason;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A checkpoint cannot be written and is tried again; training and publishing go on: {Reason}")]
    private partial void LogTrouble(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Checkpoint {Number} is written; before, the disk refused: {Reason}")]
    private partial void LogWell(long number, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A checkpoint on the disk is damaged, so the next one is written whole: {Damage}")]
    private partial void LogDamaged(string damage);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tables of the checkpoints could not be put together and stay in many files: {Reason}")]
    private partial void LogNotCompacted(string reason);
}
