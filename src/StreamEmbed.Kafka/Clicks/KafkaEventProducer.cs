using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Embedded;
using StreamEmbed.Records;

namespace StreamEmbed.Kafka.Clicks;

/// <summary>Sends events to the clicks topic: for replay and for the demo's traffic.</summary>
/// <remarks>
/// Keyed by user, on the partition that Java's clients choose, in the order of the calls. Sending waits while the client's
/// queue or the gate is full, and for a broker that is away, without end. The record's own time is the time of sending,
/// not the event's: else retention would delete a replayed old file at once. One thread sends.
/// </remarks>
public sealed class KafkaEventProducer : IDisposable
{
    private static readonly TimeSpan QueueFullPause = TimeSpan.FromMilliseconds(5);

    private readonly string _topic;
    private readonly int[] _partitions;
    private readonly RetentionGate? _gate;
    private readonly ItemEventWriter _writer;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly Action<DeliveryReport<byte[]?, byte[]?>> _onDelivery;
    private readonly ConcurrentDictionary<int, long> _ends = new();
    private long _sent;
    private long _confirmed;
    private volatile KafkaException? _failure;

    private KafkaEventProducer(KafkaClients clients, IReadOnlyList<int> partitions, EventOptions fields, RetentionGate? gate)
    {
        _topic = clients.Options.ClicksTopic;
        _partitions = [.. partitions];
        _gate = gate;
        _writer = new ItemEventWriter(fields);
        _onDelivery = OnDelivery;
        _producer = clients.Producer("events", config =>
        {
            // Never given up by time: trying again later from outside would break the order of a user's events.
            config.MessageTimeoutMs = 0;
            config.QueueBufferingMaxKbytes = 64 * 1024;
        });
    }

    /// <summary>Events handed over so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Events that the broker has confirmed so far.</summary>
    public long Confirmed => Interlocked.Read(ref _confirmed);

    /// <summary>The offset after the last confirmed event of each partition that got any: the end of the input, when all are confirmed.</summary>
    public IReadOnlyList<SourcePosition> Ends => [.. _ends.Select(end => new SourcePosition(end.Key, end.Value))];

    /// <summary>Finds the partitions of the clicks topic. Waits for brokers that are away.</summary>
    /// <param name="fields">Names of the JSON fields.</param>
    /// <param name="gate">For the embedded broker: its reader reports there what it has processed.</param>
    /// <exception cref="KafkaSetupException">There is no such topic.</exception>
    public static async Task<KafkaEventProducer> OpenAsync(
        KafkaClients clients, EventOptions fields, RetentionGate? gate, CancellationToken cancellationToken)
    {
        var partitions = await ClicksPartitions.DiscoverAsync(clients, clients.Options.ClicksTopic, cancellationToken).ConfigureAwait(false);
        return new KafkaEventProducer(clients, partitions, fields, gate);
    }

    /// <summary>Hands an event over; it is confirmed in the background.</summary>
    /// <param name="type">Its type; null sends none.</param>
    /// <exception cref="KafkaException">An earlier event was refused for good.</exception>
    public async ValueTask SendAsync(ItemEvent e, string? type, CancellationToken cancellationToken)
    {
        var key = Encoding.UTF8.GetBytes(e.User.Value);
        var value = _writer.Write(e, type);
        var partition = _partitions[Murmur2.Partition(key, _partitions.Length)];
        if (_gate is not null)
        {
            await _gate.EnterAsync(_topic, partition, RetentionGate.SizeOf(key.Length, value.Length), cancellationToken).ConfigureAwait(false);
        }

        var message = new Message<byte[]?, byte[]?> { Key = key, Value = value };
        while (!TryProduce(new TopicPartition(_topic, partition), message))
        {
            await Task.Delay(QueueFullPause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Returns when everything that was sent is confirmed.</summary>
    /// <exception cref="KafkaException">An event was refused for good.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        while (Confirmed < Sent)
        {
            ThrowIfFailed();
            // Flushing also sends at once what waits for company; the call blocks, so it gets a thread of the pool.
            await Task.Run(() => _producer.Flush(TimeSpan.FromMilliseconds(100)), cancellationToken).ConfigureAwait(false);
        }

        ThrowIfFailed();
    }

    /// <summary>Drops what is not confirmed: flush first.</summary>
    public void Dispose()
    {
        _producer.Dispose();
        _writer.Dispose();
    }

    private bool TryProduce(TopicPartition to, Message<byte[]?, byte[]?> message)
    {
        ThrowIfFailed();
        try
        {
            _producer.Produce(to, message, _onDelivery);
            Interlocked.Increment(ref _sent);
            return true;
        }
        catch (ProduceException<byte[]?, byte[]?> exception) when (exception.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    private void OnDelivery(DeliveryReport<byte[]?, byte[]?> report)
    {
        var bytes = RetentionGate.SizeOf(report.Message.Key!.Length, report.Message.Value!.Length);
        if (report.Error.IsError)
        {
            _gate?.NotDelivered(_topic, report.Partition, bytes);
            _failure ??= new KafkaException(report.Error);
            return;
        }

        _gate?.Delivered(_topic, report.Partition, report.Offset, bytes);
        _ends.AddOrUpdate(
            report.Partition, static (_, next) => next, static (_, end, next) => Math.Max(end, next), report.Offset + 1);
        Interlocked.Increment(ref _confirmed);
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            throw new KafkaException(failure.Error, failure);
        }
    }
}
