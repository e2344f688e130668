using StreamEmbed.Events;
using StreamEmbed.Ports;
using StreamEmbed.Records;
using StreamEmbed.Sessions;

namespace StreamEmbed.Benchmarks.Line;

/// <summary>Takes late and rejected events and keeps nothing: there should be none.</summary>
internal sealed class DiscardingSink : IRejectedEventSink
{
    public ValueTask DeadLetterAsync(RecordBatch batch, int index, RejectReason reason, string detail, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"A click was rejected: {detail}");

    public ValueTask LateAsync(LateEvent late, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
