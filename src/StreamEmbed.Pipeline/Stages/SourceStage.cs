using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StreamEmbed.Events;
using StreamEmbed.Pipeline.Batches;
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
    ProgressMailbox progress,
    PipelineOptions options,
    PublishingOptions publishing,
    TimeSpan maxAhead,
    SourceCounters counters,
    TimeProvider clock,
    ILogger<SourceStage> logger)
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(100);

    private readonly RecordBatch _records = new();
    private readonly EventTimeAlignment _alignment = new(maxAhead, log.Partitions);
    private readonly Dictionary<int, PartitionCounters> _partitions = counters.Partitions.ToDictionary(figures => figures.Partition);
    private readonly Dictionary<int, long> _next = [];
    private readonly HashSet<int> _unread = [.. log.Partitions];
    private readonly List<SourcePosition> _endsWhilePaused = [];
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

            var batch = Decode(abort);
            last = IsOver(endOfInput) ? Ticks.EndOfInput : stopping.IsCancellationRequested ? Ticks.Stop : Ticks.None;
            batch.Ticks = last != Ticks.None ? last : ticks.Due(batch.ClockMs);
            Write(events, batch, abort);
            Align();
            if (progress.Take() is { } published)
            {
                log.Commit(published);
            }
        }

        // A dead letter counts as handed on only when the broker has it.
        rejected.FlushAsync(abort).GetAwaiter().GetResult();
    }

    private EventBatch Decode(CancellationToken abort)
    {
        var batch = new EventBatch { ClockMs = NowMs() };
        for (var i = 0; i < _records.Count; i++)
        {
            var position = _records.Position(i);
            _next[position.Partition] = position.Offset + 1;
            var outcome = decoder.Decode(
                _records.Value(i), _records.TimestampMs(i), position, batch.ClockMs, out var accepted, out var rejection);
            switch (outcome)
            {
                case DecodeOutcome.Accepted:
                    counters.CountTime(accepted.TimeSource);
                    _alignment.Read(position.Partition, accepted.TimeMs);
                    _partitions[position.Partition].SetEventTime(accepted.TimeMs);
                    batch.Events.Add(accepted);
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
        foreach (var end in _records.EndsReached.Concat(_endsWhilePaused))
        {
            _next[end.Partition] = end.Offset;
            _alignment.EndReached(end.Partition);
            batch.EndsReached.Add(end.Partition);
            if (_unread.Remove(end.Partition) && _unread.Count == 0)
            {
                counters.SetCaughtUp();
                LogCaughtUp(counters.Read);
            }
        }

        _endsWhilePaused.Clear();
        batch.CaughtUp = _unread.Count == 0;
        foreach (var (partition, next) in _next)
        {
            batch.Next.Add(new SourcePosition(partition, next));
            _partitions[partition].SetPosition(next, log.EndOffset(partition));
        }

        return batch;
    }

    /// <exception cref="Exception">Whoever should have told the end failed.</exception>
    private bool IsOver(Task<IReadOnlyList<SourcePosition>> endOfInput) =>
        endOfInput.IsCompleted
        && endOfInput.GetAwaiter().GetResult().All(end => _next.GetValueOrDefault(end.Partition) >= end.Offset);

    /// <summary>Hands a batch on, waiting for room; pauses the partitions when that takes long, and keeps polling.</summary>
    private void Write(ChannelWriter<EventBatch> events, EventBatch batch, CancellationToken abort)
    {
        if (events.TryWrite(batch))
        {
            return;
        }

        var room = events.WaitToWriteAsync(abort).AsTask();
        if (!room.Wait(options.PauseAfter, CancellationToken.None))
        {
            counters.CountPause();
            log.Pause(log.Partitions);
            LogPaused();
            while (!room.Wait(LongestPoll, CancellationToken.None))
            {
                PollPaused();
            }

            log.Resume([.. log.Partitions.Except(_alignment.Waiting)]);
            LogResumed();
        }

        // There is one writer, so the room that was seen is still there.
        if (!room.GetAwaiter().GetResult() || !events.TryWrite(batch))
        {
            abort.ThrowIfCancellationRequested();
            throw new InvalidOperationException("The sessions stage no longer reads.");
        }
    }

    /// <summary>Polls while paused: nothing may come, but the client library must be served.</summary>
    private void PollPaused()
    {
        _records.Clear();
        log.Poll(_records, options.BatchRecords, TimeSpan.Zero);
        _endsWhilePaused.AddRange(_records.EndsReached);
        if (_records.Count > 0)
        {
            throw new InvalidOperationException($"The log returned {_records.Count} records of paused partitions.");
        }
    }

    private void Align()
    {
        _toPause.Clear();
        _toResume.Clear();
        _alignment.Update(_toPause, _toResume);
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
