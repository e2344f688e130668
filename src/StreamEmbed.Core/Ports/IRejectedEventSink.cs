using StreamEmbed.Events;
using StreamEmbed.Records;
using StreamEmbed.Sessions;

namespace StreamEmbed.Ports;

/// <summary>Where events go that cannot be used: nothing is dropped silently.</summary>
/// <remarks>Thread-safe: two stages use it. Sends are confirmed in the background; at most a bounded number are in flight, then sending waits.</remarks>
public interface IRejectedEventSink
{
    /// <summary>Hands on a record that could not be read, its key, value and headers unchanged.</summary>
    /// <param name="batch">Holds the record; its bytes are copied before this returns.</param>
    /// <param name="index">Which record of the batch.</param>
    /// <param name="reason">Why.</param>
    /// <param name="detail">A sentence for people: which field, what is wrong.</param>
    ValueTask DeadLetterAsync(RecordBatch batch, int index, RejectReason reason, string detail, CancellationToken cancellationToken);

    /// <summary>Hands on an event that came after its session had closed.</summary>
    ValueTask LateAsync(LateEvent late, CancellationToken cancellationToken);

    /// <summary>Returns when everything handed on is confirmed.</summary>
    Task FlushAsync(CancellationToken cancellationToken);
}
