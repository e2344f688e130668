using Confluent.Kafka;
using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Serving.Formats;
using StreamEmbed.Ports;
using StreamEmbed.Serving;

namespace StreamEmbed.Kafka.Serving;

/// <summary>Reads all partitions of the serving topic from their beginnings, each in its order, without a group.</summary>
/// <remarks>Used by one thread; <see cref="Dispose"/> may come from another once that thread has left.</remarks>
public sealed class ServingTopicReader : IDisposable
{
    private readonly KafkaClients _clients;
    private readonly string _topic;
    private readonly RecordFormat _format;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;

    // Next offset of each partition.
    private long[] _positions = [];

    /// <param name="clients">Which Kafka.</param>
    /// <param name="topic">The serving topic.</param>
    /// <param name="role">Names the connection in the broker's logs and ours.</param>
    /// <param name="isLasting">Whether it lives as long as the program, so that its connection counts as the program's.</param>
    /// <exception cref="KafkaSetupException">A setting is not accepted.</exception>
    public ServingTopicReader(KafkaClients clients, string topic, string role, bool isLasting)
        : this(clients, topic, role, isLasting, RecordFormat.Of(new PublishingOptions()))
    {
    }

    /// <param name="format">What the topic must be written in. Of other formats than the native one only ids and snapshots are read.</param>
    internal ServingTopicReader(KafkaClients clients, string topic, string role, bool isLasting, RecordFormat format)
    {
        (_clients, _topic, _format) = (clients, topic, format);
        _consumer = clients.Consumer(
            role,
            // Brokers wake a waiting fetch when records come; this only bounds how stale the known end of the log is.
            config => config.FetchWaitMaxMs ??= 100,
            isLasting);
    }

    /// <summary>Number of partitions; 0 before <see cref="OpenAsync"/>.</summary>
    public int Partitions => _positions.Length;

    /// <summary>Records that are in a partition, as far as known, and were not read.</summary>
    public long LagOf(int partition)
    {
        var high = _consumer.GetWatermarkOffsets(new TopicPartition(_topic, partition)).High;
        return high == Offset.Unset ? 0 : Math.Max(0, high - _positions[partition]);
    }

    /// <summary>Finds the partitions and starts at the beginning of each. Waits for brokers that are away.</summary>
    /// <exception cref="KafkaSetupException">There is no such topic, or it may not be read.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<int> partitions;
        try
        {
            partitions = await ClicksPartitions.DiscoverAsync(_clients, _topic, cancellationToken).ConfigureAwait(false);
        }
        catch (KafkaException exception)
        {
            throw Refused(exception);
        }

        _positions = new long[partitions.Count];
        _consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(_topic, partition, Offset.Beginning)));
    }

    /// <summary>The offset of the next record that will be read from a partition.</summary>
    public long Position(int partition) => _positions[partition];

    /// <summary>The offsets after the last records of all partitions, asked from the brokers now.</summary>
    /// <exception cref="TimeoutException">They did not answer in time.</exception>
    public long[] QueryEnds(TimeSpan timeout)
    {
        try
        {
            return [.. Enumerable.Range(0, Partitions).Select(partition =>
                _consumer.QueryWatermarkOffsets(new TopicPartition(_topic, partition), timeout).High.Value)];
        }
        catch (KafkaException exception)
        {
            throw new TimeoutException($"The end of topic '{_topic}' cannot be found out: {_clients.Words(exception)}", exception);
        }
    }

    /// <summary>Whether everything before these offsets was read.</summary>
    public bool HasReached(IReadOnlyList<long> ends)
    {
        for (var partition = 0; partition < ends.Count; partition++)
        {
            if (_positions[partition] < ends[partition])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The next record of any partition; false when none came within <paramref name="wait"/>.</summary>
    /// <exception cref="LogGapException">The next record is gone: the topic was cut or made anew.</exception>
    /// <exception cref="KafkaSetupException">The topic may not be read, or is written in another format.</exception>
    public bool TryRead(TimeSpan wait, out ServingEntry entry)
    {
        entry = default;
        ConsumeResult<byte[]?, byte[]?>? result;
        try
        {
            result = _consumer.Consume(wait);
        }
        catch (ConsumeException exception) when (exception.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange)
        {
            throw new LogGapException($"Unread records of topic '{_topic}' are gone: {_clients.Words(exception)}", exception);
        }
        catch (ConsumeException exception) when (KafkaErrors.Heals(exception.Error))
        {
            return false;
        }
        catch (ConsumeException exception)
        {
            throw Refused(exception);
        }

        if (result is null)
        {
            return false;
        }

        _positions[result.Partition.Value] = result.Offset.Value + (result.IsPartitionEOF ? 0 : 1);
        if (result.IsPartitionEOF)
        {
            return false;
        }

        entry = Decode(result);
        return true;
    }

    public void Dispose() => _consumer.Dispose();

    private KafkaSetupException Refused(KafkaException exception) =>
        new($"Topic '{_topic}' at {_clients.Options.BootstrapServers} cannot be read: {_clients.Words(exception)}", exception);

    private ServingEntry Decode(ConsumeResult<byte[]?, byte[]?> result)
    {
        var (partition, offset, timestampMs) = (result.Partition.Value, result.Offset.Value, result.Message.Timestamp.UnixTimestampMs);
        var headers = result.Message.Headers;
        RequireFormat(SinkHeaders.ContentTypeOf(headers));
        try
        {
            var record = _format.HasMarkers
                ? ServingCodec.Decode(result.Message.Key, result.Message.Value)
                : SinkHeaders.Decode(headers ?? [], result.Message.Value is null);
            return new ServingEntry(partition, offset, timestampMs, record, null);
        }
        catch (InvalidDataException exception)
        {
            return new ServingEntry(partition, offset, timestampMs, null, exception.Message);
        }
    }

    // How vectors are packed may change from record to record, the format may not: keys of two formats do not replace each other.
    private void RequireFormat(string? contentType)
    {
        var isNative = contentType is null || contentType.StartsWith(ServingCodec.MediaType, StringComparison.Ordinal);
        if (_format.HasMarkers ? !isNative : contentType is not null && contentType != _format.ContentType)
        {
            throw new KafkaSetupException(
                $"Topic '{_topic}' is written as '{contentType}', not as '{_format.ContentType}' (Publishing:Format): set Kafka:ServingTopic to another topic.");
        }
    }
}
