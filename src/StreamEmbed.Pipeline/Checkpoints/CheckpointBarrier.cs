using Microsoft.Extensions.Logging;
using StreamEmbed.Ports;
using StreamEmbed.State;

namespace StreamEmbed.Pipeline.Checkpoints;

/// <summary>Says when the stream is cut for a checkpoint. Owned by the source.</summary>
/// <param name="sink">Where it is written; null: nowhere, and no cut is made.</param>
internal sealed partial class CheckpointBarrier(
    ICheckpointSink? sink, CheckpointTurn turn, TimeSpan every, TimeSpan drainTimeout, long startMs, ILogger logger)
{
    private readonly long _everyMs = (long)every.TotalMilliseconds;
    private long _dueMs = startMs + (long)every.TotalMilliseconds;

    /// <summary>A cut, if one is due and the one before is written; otherwise null.</summary>
    public StateSave? Due(long clockMs)
    {
        if (sink is null || clockMs < _dueMs || !turn.IsFree)
        {
            return null;
        }

        _dueMs = clockMs + _everyMs;
        return Cut(sink);
    }

    /// <summary>The cut behind the last event. Waits for the one before; null when the disk does not take that one, since changes build on it.</summary>
    public StateSave? Last(CancellationToken abort)
    {
        if (sink is null)
        {
            return null;
        }

        // The other half of the time is for training and publishing what is on its way.
        turn.Hurry();
        if (Task.WaitAny([turn.Free, Task.Delay(drainTimeout / 2, abort)], abort) != 0)
        {
            LogNoLast();
            return null;
        }

        return Cut(sink);
    }

    private StateSave Cut(ICheckpointSink into)
    {
        turn.Take();
        return new StateSave(into.NextIsWhole);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopping without a last checkpoint, because the one before is not written yet; the next start reads on from an older one.")]
    private partial void LogNoLast();
}
