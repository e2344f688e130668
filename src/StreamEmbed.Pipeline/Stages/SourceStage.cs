using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StreamEmbed.Events;
using StreamEmbed.Pipeline.Batches;
using StreamEmbed.Pipeline.Checkpoints;
using StreamEmbed.Pipeline.Counters;
using StreamEmbed.Pipeline.Sources;
using StreamEmbed.Ports;
using StreamEmbed.Records;
using StreamEmbed.Serving;

namespace StreamEmbed.Pipeline.Stages;

/// <summary>Polls the log, decodes, sends what cannot be read to the dead letters, and puts barriers into the stream.</summary>
/// <remarks>
/// Owns the log and runs on a thread of its own, because a client library's poll blocks. When the next stage has no room for
/// <see cref="PipelineOptions.PauseAfter"/>, all partitions are paused and polling goes on, so the broker never takes us for dead.
/// </remarks>
internal sealed partial class SourceStage(
    IEventLog log,
    JsonEventDecoder decoder,
    IRejectedEventSink rejected,
    Pool<EventBatch> batches,
    ProgressMailbox progress,
    PipelineOptions options,
    PublishingOptions publishing,
    TimeSpan maxAhead,
    SourceCounters counters,
    TimeProvider clock,
    ILogger<SourceStage> logger,
    CheckpointBarrier checkpoints,
    IReadOnlyList<SourcePosition> start)
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(100);

    private readonly RecordBatch _records = new();
    private readonly EventTimeAligner _aligner = new(maxAhead, options.HeldEvents, log.Partitions, start);
    private readonly PartitionCounters[] _partitions = ById(counters.Partitions);
    private readonly HashSet<int> _unread = [.. log.Partitions];
    private readonly List<int> _toPause = [];
    private readonly List<int> _toResume = [];

    /// <param name="events">Receives the batches.</param>
    /// <param name="endOfInput">Completes with the end of a fixed input: the next offset of each partition that has records.</param>
    /// <param name="stopping">Stop reading; what was read is still handed on.</param>
    /// <param name="abort">Give up at once.</param>
    public Task RunAsync(
        ChannelWriter<EventBatch> events,
        Task<IReadOnlyList<SourcePosition>> endOfInput,
        CancellationToken stopping,
        CancellationToken abort) =>
        Task.Factory.StartNew(
            () => Run(events, endOfInput, stopping, abort),
            abort,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    private void Run(
        ChannelWriter<EventBatch> events,
        Task<IReadOnlyList<SourcePosition>> endOfInput,
        CancellationToken stopping,
        CancellationToken abort)
    {
        var ticks = new TickSchedule(publishing, NowMs());
        var last = Ticks.None;
        while (last == Ticks.None)
        {
            abort.ThrowIfCancellationRequested();
            var due = ticks.UntilNext(NowMs());
            _records.Clear();
            log.Poll(_records, options.BatchRecords, due < LongestPoll ? due : LongestPoll);

            Decode(abort);
            last = HandOn(events, ticks, endOfInput, stopping, abort);
            Align();
            if (progress.Take() is { } published)
            {
                log.Commit(published);
            }
        }

        // A dead letter counts as handed on only when the broker has it.
        rejected.FlushAsync(abort).GetAwaiter().GetResult();
    }

    /// <summary>Decodes what was polled and gives it to the aligner.</summary>
    private void Decode(CancellationToken abort)
    {
        var clockMs = NowMs();
        for (var i = 0; i < _records.Count; i++)
        {
            var position = _records.Position(i);
            _aligner.Read(position);
            switch (decoder.Decode(_records, i, clockMs, out var accepted, out var rejection))
            {
                case DecodeOutcome.Accepted:
                    counters.CountTime(accepted.TimeSource);
                    _partitions[position.Partition].SetEventTime(accepted.TimeMs);
                    _aligner.Add(in accepted);
                    break;
                case DecodeOutcome.Ignored:
                    counters.CountIgnored();
                    break;
                default:
                    counters.CountRejected(rejection.Reason);
                    rejected.DeadLetterAsync(_records, i, rejection.Reason, rejection.Detail, abort).AsTask().GetAwaiter().GetResult();
                    break;
            }
        }

        counters.CountRead(_records.Count);
        TakeEnds();
    }

    /// <summary>The counters of partitions at their numbers; a look-up an event should cost nothing.</summary>
    private static PartitionCounters[] ById(IReadOnlyList<PartitionCounters> partitions)
    {
        var byId = new PartitionCounters[partitions.Max(figures => figures.Partition) + 1];
        foreach (var figures in partitions)
        {
            byId[figures.Partition] = figures;
        }

        return byId;
    }

    private void TakeEnds()
    {
        foreach (var end in _records.EndsReached)
        {
            _aligner.EndReached(end);
        }
    }

    /// <summary>Hands on what the aligner releases, in batches of bounded size; barriers go with the last of them.</summary>
    private Ticks HandOn(
        ChannelWriter<EventBatch> events,
        TickSchedule ticks,
        Task<IReadOnlyList<SourcePosition>> endOfInput,
        CancellationToken stopping,
        CancellationToken abort)
    {
        while (true)
        {
            var batch = batches.Rent();
            batch.ClockMs = NowMs();
            var more = _aligner.Release(batch.Events, batch.EndsReached, options.BatchRecords);
            Report(batch);
            if (!more)
            {
                var last = IsOver(endOfInput) ? Ticks.EndOfInput : stopping.IsCancellationRequested ? Ticks.Stop : Ticks.None;
                batch.Ticks = last != Ticks.None ? last : ticks.Due(batch.ClockMs);
                batch.Save = last != Ticks.None ? checkpoints.Last(abort) : checkpoints.Due(batch.ClockMs);
                if (batch.Save is { } save)
                {
                    SavedPositions.Save(_aligner.Positions(), save);
                }

                Write(events, batch, abort);
                return last;
            }

            Write(events, batch, abort);
        }
    }

    /// <summary>Notes in the batch and in the counters how far everything is.</summary>
    private void Report(EventBatch batch)
    {
        foreach (var partition in batch.EndsReached)
        {
            if (_unread.Remove(partition) && _unread.Count == 0)
            {
                counters.SetCaughtUp();
                LogCaughtUp(counters.Read);
            }
        }

        batch.CaughtUp = _unread.Count == 0;
        counters.SetHeld(_aligner.Held);
        var positions = new SourcePosition[counters.Partitions.Count];
        for (var i = 0; i < positions.Length; i++)
        {
            var partition = counters.Partitions[i];
            positions[i] = new SourcePosition(partition.Partition, _aligner.Next(partition.Partition));
            partition.SetPosition(positions[i].Offset, log.EndOffset(partition.Partition));
        }

        batch.Next = positions;
    }

    /// <exception cref="Exception">Whoever should have told the end failed.</exception>
    private bool IsOver(Task<IReadOnlyList<SourcePosition>> endOfInput) =>
        endOfInput.IsCompleted
        && endOfInput.GetAwaiter().GetResult().All(end => _aligner.Next(end.Partition) >= end.Offset);

    /// <summary>Hands a batch on, waiting for room; pauses the partitions when that takes long, and keeps polling.</summary>
    private void Write(ChannelWriter<EventBatch> events, EventBatch batch, CancellationToken abort)
    {
        if (events.TryWrite(batch))
        {
            return;
        }

        var room = events.WaitToWriteAsync(abort).AsTask();
        if (!Ends(room, options.PauseAfter))
        {
            counters.CountPause();
            log.Pause(log.Partitions);
            LogPaused();
            do
            {
                PollPaused();
            }
            while (!Ends(room, LongestPoll));

            log.Resume([.. log.Partitions.Except(_aligner.Paused)]);
            LogResumed();
        }

        // There is one writer, so the room that was seen is still there.
        if (!room.GetAwaiter().GetResult() || !events.TryWrite(batch))
        {
            abort.ThrowIfCancellationRequested();
            throw new InvalidOperationException("The sessions stage no longer reads.");
        }
    }

    /// <summary>Whether a task ends in time, well or not: unlike <see cref="Task.Wait(TimeSpan)"/> this throws nothing.</summary>
    private static bool Ends(Task task, TimeSpan within) => Task.WaitAny([task], within) == 0;

    /// <summary>Polls while paused: nothing may come, but the client library must be served.</summary>
    private void PollPaused()
    {
        _records.Clear();
        log.Poll(_records, options.BatchRecords, TimeSpan.Zero);
        TakeEnds();
        if (_records.Count > 0)
        {
            throw new InvalidOperationException($"The log returned {_records.Count} records of paused partitions.");
        }
    }

    private void Align()
    {
        _toPause.Clear();
        _toResume.Clear();
        _aligner.Update(_toPause, _toResume);
        if (_toPause.Count > 0)
        {
            counters.CountAlignmentPauses(_toPause.Count);
            log.Pause(_toPause);
        }

        if (_toResume.Count > 0)
        {
            log.Resume(_toResume);
        }
    }

    private long NowMs() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(Level = LogLevel.Information, Message = "Caught up: every partition is read to its end, {Events} events so far.")]
    private partial void LogCaughtUp(long events);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The line is full: partitions paused.")]
    private partial void LogPaused();

    [LoggerMessage(Level = LogLevel.Debug, Message = "There is room again: partitions resumed.")]
    private partial void LogResumed();
}
