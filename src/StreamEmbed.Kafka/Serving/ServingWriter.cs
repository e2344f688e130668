using Confluent.Kafka;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Embedded;

namespace StreamEmbed.Kafka.Serving;

/// <summary>One producer's attempt to write to the serving topic: records keep their order within a partition, and all are confirmed or it failed.</summary>
/// <remarks>One caller. After a failure it is of no more use: the next attempt takes a new one, since a producer may be finished for good.</remarks>
internal sealed class ServingWriter : IDisposable
{
    // Half of librdkafka's own queue (100,000), which other settings of the user may make smaller.
    private const int MaxOpen = 50_000;

    private static readonly TimeSpan FullQueuePause = TimeSpan.FromMilliseconds(10);

    private readonly KafkaClients _clients;
    private readonly string _topic;
    private readonly RetentionGate? _gate;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly Deliveries _deliveries = new();
    private readonly GatePass[] _passes;

    public ServingWriter(KafkaClients clients, string topic, int partitions, RetentionGate? gate)
    {
        (_clients, _topic, _gate) = (clients, topic, gate);
        _passes = [.. Enumerable.Range(0, partitions).Select(_ => new GatePass())];
        _producer = clients.Producer("publisher");
    }

    /// <summary>Hands a record on; waits while too many are unconfirmed.</summary>
    /// <param name="partition">Where it goes.</param>
    /// <param name="record">The record; not to be written afterwards.</param>
    /// <exception cref="KafkaException">A record sent before has failed.</exception>
    public async ValueTask SendAsync(int partition, ServingMessage record, CancellationToken cancellationToken)
    {
        ThrowIfFailed();
        if (_deliveries.Open >= MaxOpen)
        {
            await _deliveries.UntilAtMostAsync(MaxOpen / 2, cancellationToken).ConfigureAwait(false);
        }

        var headers = record.Headers?.Sum(header => header.Key.Length + header.GetValueBytes().Length) ?? 0;
        var bytes = RetentionGate.SizeOf(record.Key.Length, (record.Value?.Length ?? 0) + headers);
        if (_gate is not null)
        {
            await _gate.EnterAsync(_topic, partition, bytes, cancellationToken).ConfigureAwait(false);
            _passes[partition].Entered(bytes);
        }

        _deliveries.Sent();
        var message = new Message<byte[]?, byte[]?> { Key = record.Key, Value = record.Value, Headers = record.Headers };
        await ProduceAsync(partition, message, report => OnReport(report, bytes), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns when all records are confirmed.</summary>
    /// <exception cref="KafkaException">One of them failed.</exception>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        await _deliveries.UntilAtMostAsync(0, cancellationToken).ConfigureAwait(false);
        ThrowIfFailed();
    }

    /// <summary>Ends the producer; what it has not sent is forgotten.</summary>
    public void Dispose()
    {
        _producer.Dispose();
        for (var partition = 0; partition < _passes.Length; partition++)
        {
            // Nobody reports on these any more.
            if (_passes[partition].Close() is > 0 and var bytes)
            {
                _gate!.NotDelivered(_topic, partition, bytes);
            }
        }
    }

    private async ValueTask ProduceAsync(
        int partition, Message<byte[]?, byte[]?> message, Action<DeliveryReport<byte[]?, byte[]?>> report, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _producer.Produce(new TopicPartition(_topic, partition), message, report);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> exception) when (exception.Error.Code == ErrorCode.Local_QueueFull)
            {
                // The user's settings make the queue smaller than ours: it empties as reports come.
                await Task.Delay(FullQueuePause, cancellationToken).ConfigureAwait(false);
            }
            catch (ProduceException<byte[]?, byte[]?> exception)
            {
                report(new DeliveryReport<byte[]?, byte[]?> { Error = exception.Error, TopicPartitionOffset = new(_topic, partition, Offset.Unset) });
                return;
            }
        }
    }

    private void OnReport(DeliveryReport<byte[]?, byte[]?> report, int bytes)
    {
        var partition = report.Partition.Value;
        if (_gate is not null && _passes[partition].Left(bytes))
        {
            if (report.Error.IsError)
            {
                _gate.NotDelivered(_topic, partition, bytes);
            }
            else
            {
                _gate.Delivered(_topic, partition, report.Offset.Value, bytes);
            }
        }

        _deliveries.Reported(report.Error);
    }

    private void ThrowIfFailed()
    {
        if (_deliveries.Failure is not { } failure)
        {
            return;
        }

        // A fatal error ends the producer and not the work: another producer can do it.
        throw new KafkaException(IsOfTheProducer(failure) ? new Error(ErrorCode.Local_Retry, _clients.Words(failure)) : failure);
    }

    private static bool IsOfTheProducer(Error error) => error.IsFatal || error.Code is
        ErrorCode.Local_Fatal or ErrorCode.Local_Fenced or ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight
        or ErrorCode.OutOfOrderSequenceNumber or ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerEpoch;
}
