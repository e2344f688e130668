using System.Collections.Concurrent;
using StreamEmbed.Events;
using StreamEmbed.Ports;
using StreamEmbed.Records;
using StreamEmbed.Sessions;

namespace StreamEmbed.TestKit.Ports;

/// <summary>Keeps what was rejected.</summary>
public sealed class RecordingRejectedSink : IRejectedEventSink
{
    public ConcurrentQueue<(SourcePosition Position, byte[] Value, RejectReason Reason, string Detail)> DeadLetters { get; } = [];

    public ConcurrentQueue<LateEvent> Late { get; } = [];

    public int Flushes => _flushes;

    private int _flushes;

    public ValueTask DeadLetterAsync(RecordBatch batch, int index, RejectReason reason, string detail, CancellationToken cancellationToken)
    {
        DeadLetters.Enqueue((batch.Position(index), batch.Value(index).ToArray(), reason, detail));
        return ValueTask.CompletedTask;
    }

    public ValueTask LateAsync(LateEvent late, CancellationToken cancellationToken)
    {
        Late.Enqueue(late);
        return ValueTask.CompletedTask;
    }

    public Task FlushAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _flushes);
        return Task.CompletedTask;
    }
}
