using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Ports;
using StreamEmbed.Records;
using StreamEmbed.Sessions;

namespace StreamEmbed.Kafka.Rejected;

/// <summary>Sends what cannot be used to the dead-letter topic and the topic of late events.</summary>
/// <remarks>
/// <para>
/// Dead letters keep key, value and headers as they were and get the headers of <see cref="RejectedHeaders"/>. Late
/// events are written as the clicks topic has them, keyed by user, with the origin in headers. A broker that is away is
/// waited for; at most <see cref="InFlightBytes"/> wait with it, then sending waits too. Twice is possible, never is not.
/// </para>
/// <para>
/// Size: whatever the clicks topic takes can become a dead letter, so the producer's own limit is off. The broker may
/// still refuse one: when the dead-letter topic takes less than the clicks topic, when the headers push a record over
/// the limit that just fitted, or when it came compressed better than we do. Then its beginning is sent with a header
/// <see cref="RejectedHeaders.Truncated"/> and counted. Thread-safe.
/// </para>
/// </remarks>
public sealed partial class KafkaRejectedEventSink : IRejectedEventSink, IAsyncDisposable
{
    /// <summary>Most bytes that are sent and not confirmed: memory, and how much a broker that is away holds up before we wait.</summary>
    public const int InFlightBytes = 16 * 1024 * 1024;

    private const string Source = "sending rejected events";

    // Objects of a record on its way, so that a million empty ones do not count as nothing.
    private const int OverheadBytes = 500;

    private readonly KafkaClients _clients;
    private readonly ILogger _log;
    private readonly ItemEventWriter _writer;
    private readonly Lock _writing = new();
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly ByteBudget _budget = new(InFlightBytes);
    private readonly PendingCount _pending = new();
    private readonly CancellationTokenSource _closing = new();
    private long _truncated;

    public KafkaRejectedEventSink(KafkaClients clients, EventOptions fields, ILogger<KafkaRejectedEventSink> log)
    {
        _clients = clients;
        _log = log;
        _writer = new ItemEventWriter(fields);
        _producer = clients.Producer("rejected", config =>
        {
            // Order means nothing here and twice is allowed; without idempotence no error can end the producer for good.
            config.EnableIdempotence = false;
            config.MessageMaxBytes = 1_000_000_000;
            // A record over this goes alone: a batch that the broker refuses for its size would take small ones with it.
            config.BatchSize = 64 * 1024;
            config.Acks = Acks.All;
        });
    }

    /// <summary>Dead letters of which only the beginning was taken by the broker.</summary>
    public long Truncated => Interlocked.Read(ref _truncated);

    public ValueTask DeadLetterAsync(RecordBatch batch, int index, RejectReason reason, string detail, CancellationToken cancellationToken) =>
        SendAsync(
            _clients.Options.DeadLetterTopic,
            DeadLetter.Of(batch, index, _clients.Options.ClicksTopic, reason, detail),
            cancellationToken);

    public ValueTask LateAsync(LateEvent late, CancellationToken cancellationToken)
    {
        var headers = new Headers { { RejectedHeaders.LatenessMs, DeadLetter.Number(late.LatenessMs) } };
        DeadLetter.AddOrigin(headers, _clients.Options.ClicksTopic, late.Event.Position);
        byte[] value;
        lock (_writing)
        {
            value = _writer.Write(late.Event, type: null);
        }

        var message = new Message<byte[]?, byte[]?> { Key = Encoding.UTF8.GetBytes(late.Event.User.Value), Value = value, Headers = headers };
        return SendAsync(_clients.Options.LateTopic, message, cancellationToken);
    }

    /// <exception cref="KafkaSetupException">A topic takes no records, for a reason that does not heal; also from sending afterwards.</exception>
    public Task FlushAsync(CancellationToken cancellationToken) => _pending.NoneAsync(cancellationToken);

    /// <summary>Gives up what is not confirmed: flush first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _pending.EndedAsync().ConfigureAwait(false);
        _producer.Dispose();
        _writer.Dispose();
        _closing.Dispose();
        _clients.Watch.Forget("rejected");
    }

    private async ValueTask SendAsync(string topic, Message<byte[]?, byte[]?> message, CancellationToken cancellationToken)
    {
        _pending.ThrowIfFailed();
        var bytes = OverheadBytes + (message.Key?.Length ?? 0) + (message.Value?.Length ?? 0)
            + message.Headers.Sum(header => header.GetValueBytes()?.Length ?? 0);
        await _budget.EnterAsync(bytes, cancellationToken).ConfigureAwait(false);
        _pending.Add(ConfirmAsync(topic, message, bytes));
    }

    private async Task ConfirmAsync(string topic, Message<byte[]?, byte[]?> message, int bytes)
    {
        try
        {
            await _clients.Resilience.ExecuteAsync(
                Source, attempt => ProduceAsync(topic, message, attempt), _closing.Token, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        }
        catch (KafkaException exception)
        {
            throw new KafkaSetupException($"The topic '{topic}' takes no records: {_clients.Words(exception)}", exception);
        }
        finally
        {
            _budget.Release(bytes);
        }
    }

    private async Task ProduceAsync(string topic, Message<byte[]?, byte[]?> whole, CancellationToken cancellationToken)
    {
        for (var cut = 0; ; cut++)
        {
            try
            {
                var message = cut == 0 ? whole : DeadLetter.Shrunk(whole, cut);
                await _producer.ProduceAsync(topic, message, cancellationToken).ConfigureAwait(false);
                if (cut > 0 && Interlocked.Increment(ref _truncated) == 1)
                {
                    LogTruncated(topic, whole.Value?.Length ?? 0);
                }

                return;
            }
            catch (ProduceException<byte[]?, byte[]?> exception) when (IsTooLarge(exception.Error) && cut < DeadLetter.Cuts)
            {
                // Smaller, then.
            }
        }
    }

    private static bool IsTooLarge(Error error) => error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge;
}
