using System.Runtime.ExceptionServices;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Native;
using StreamEmbed.Ports;
using StreamEmbed.Records;

namespace StreamEmbed.Kafka.Clicks;

/// <summary>The clicks topic, read from given positions on. All its partitions are assigned by hand: no group decides.</summary>
/// <remarks>
/// Where to start is the checkpoint's business; the group's committed offsets are written for lag tools and never read.
/// A broker that is away is waited for: <see cref="Poll"/> returns without records meanwhile. Beyond what is polled the
/// client library fetches ahead, at most 64 MB (<c>queued.max.messages.kbytes</c>). Used by one thread.
/// </remarks>
public sealed partial class KafkaEventLog : IEventLog
{
    private const string Role = "clicks";
    private const string Source = "reading clicks";
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(3);

    private readonly KafkaClients _clients;
    private readonly ILogger _log;
    private readonly string _topic;
    private readonly IConsumer<bool, bool> _consumer;
    private readonly SpanKeeper _key = new();
    private readonly SpanKeeper _value = new();
    private readonly Dictionary<int, long> _next;
    private readonly HashSet<int> _paused = [];
    private readonly PausedEnds<bool, bool> _pausedEnds;
    private readonly ConsumerQueue _fetched;
    private bool _disposed;

    private KafkaEventLog(KafkaClients clients, ILogger log, IReadOnlyList<int> partitions, Dictionary<int, long> start)
    {
        _clients = clients;
        _log = log;
        _topic = clients.Options.ClicksTopic;
        Partitions = partitions;
        _next = start;
        _consumer = clients.Consumer(Role, _key, _value, Tune, watched: true, (_, committed) => OnCommitted(committed));
        _pausedEnds = new PausedEnds<bool, bool>(_consumer, _topic, clients.Clock);
        _fetched = new ConsumerQueue(_consumer.Handle);
        _consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(
            _topic, partition, start.TryGetValue(partition, out var offset) ? offset : Offset.Beginning)));
    }

    public IReadOnlyList<int> Partitions { get; }

    /// <summary>Where reading began in the partitions that were read before.</summary>
    public IReadOnlyList<SourcePosition> Start { get; private init; } = [];

    /// <summary>Events that were gone from the log before they were read, and that the options accept to lose.</summary>
    public long Lost { get; private init; }

    /// <summary>Finds the partitions of the clicks topic and starts to read them. Waits for brokers that are away.</summary>
    /// <param name="start">The next offset of partitions that were read before; the others are read from their beginning.</param>
    /// <exception cref="KafkaSetupException">There is no such topic.</exception>
    /// <exception cref="LogGapException">Unread events are gone, or the topic has fewer partitions or events than were read before.</exception>
    public static async Task<KafkaEventLog> OpenAsync(
        KafkaClients clients, IReadOnlyCollection<SourcePosition> start, ILogger<KafkaEventLog> log, CancellationToken cancellationToken)
    {
        var topic = clients.Options.ClicksTopic;
        var partitions = await ClicksPartitions.DiscoverAsync(clients, topic, cancellationToken).ConfigureAwait(false);
        foreach (var position in start.Where(position => !partitions.Contains(position.Partition)))
        {
            throw LogGaps.PartitionGone(topic, position);
        }

        var positions = await StartPositions.CheckAsync(clients, start, cancellationToken).ConfigureAwait(false);
        var opened = new KafkaEventLog(clients, log, partitions, positions.Next.ToDictionary(position => position.Partition, position => position.Offset))
        {
            Start = positions.Next,
            Lost = positions.Lost,
        };
        opened.LogNew(topic, start.Count, partitions.Count, positions.Lost);
        return opened;
    }

    public void Poll(RecordBatch into, int max, TimeSpan wait)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _pausedEnds.Refresh(_paused);
        // The library's own call waits, and throws what a callback has thrown. What else is at hand is taken in a cheaper way.
        if (max <= 0 || Consume(wait) is not { } first)
        {
            return;
        }

        _clients.Watch.Well(Source);
        var added = Add(first, into) ? 1 : 0;
        try
        {
            while (added < max && _fetched.Take(max - added) is > 0 and var taken)
            {
                for (var i = 0; i < taken; i++)
                {
                    added += AddFetched(i, into) ? 1 : 0;
                }
            }
        }
        finally
        {
            _fetched.Release();
        }
    }

    public void Pause(IReadOnlyCollection<int> partitions)
    {
        var changed = partitions.Where(_paused.Add).Select(TopicPartition).ToList();
        if (changed.Count > 0)
        {
            _consumer.Pause(changed);
        }
    }

    public void Resume(IReadOnlyCollection<int> partitions)
    {
        var changed = partitions.Where(_paused.Remove).Select(TopicPartition).ToList();
        if (changed.Count > 0)
        {
            _consumer.Resume(changed);
        }
    }

    public void Commit(IReadOnlyCollection<SourcePosition> next)
    {
        // Only stored: the client library commits what is stored, in the background, every few seconds and when it is closed.
        foreach (var position in next)
        {
            _consumer.StoreOffset(new TopicPartitionOffset(TopicPartition(position.Partition), position.Offset));
        }
    }

    public long EndOffset(int partition)
    {
        var fetched = _consumer.GetWatermarkOffsets(TopicPartition(partition)).High;
        return Math.Max(fetched.IsSpecial ? -1 : fetched.Value, _pausedEnds.Of(partition));
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _fetched.Dispose();
        // Closing commits a last time and waits without end for a broker that is away, and a client that is waited for
        // in another thread cannot be destroyed: then it is left to finish by itself, or with the process.
        var closing = Task.Run(async () =>
        {
            await _pausedEnds.Round.ConfigureAwait(false);
            try
            {
                _consumer.Close();
            }
            catch (KafkaException exception)
            {
                LogNotCommitted(exception.Error.Code);
            }

            _consumer.Dispose();
        });
        if (!closing.Wait(ClosePatience))
        {
            LogLeftOpen(ClosePatience.TotalSeconds);
        }

        _clients.Watch.Forget(Source);
        _clients.Watch.Forget(Role);
    }

    private static void Tune(ConsumerConfig config)
    {
        config.EnableAutoCommit = true;
        config.AutoCommitIntervalMs = 2000;
        // How long fetching rests after the buffer was full. The default of a second is longer than our stages need to empty it.
        config.FetchQueueBackoffMs = 50;
        // The topic's name is known and would be a string a record.
        config.ConsumeResultFields = "timestamp,headers";
    }

    private static long TimestampMs(Timestamp timestamp) =>
        timestamp.Type == TimestampType.NotAvailable ? -1 : timestamp.UnixTimestampMs;

    /// <returns>Whether it is a record; the end of a partition is none.</returns>
    private bool Add(ConsumeResult<bool, bool> result, RecordBatch into)
    {
        var position = new SourcePosition(result.Partition.Value, result.Offset.Value);
        if (result.IsPartitionEOF)
        {
            into.AddEndReached(position);
            return false;
        }

        var message = result.Message;
        into.Add(position, TimestampMs(message.Timestamp), _key.Bytes, message.Key, _value.Bytes, message.Value, HeadersOf(message));
        _next[position.Partition] = position.Offset + 1;
        return true;
    }

    /// <summary>The same for what was taken from the queue.</summary>
    private bool AddFetched(int index, RecordBatch into)
    {
        ref readonly var record = ref _fetched[index];
        var position = new SourcePosition(record.Partition, record.Offset);
        switch (record.Code)
        {
            case ErrorCode.NoError:
                into.Add(position, _fetched.TimestampMs(index), record.Key, record.HasKey, record.Value, record.HasValue, _fetched.Headers(index));
                _next[position.Partition] = position.Offset + 1;
                return true;
            case ErrorCode.Local_PartitionEOF:
                into.AddEndReached(position);
                return false;
            default:
                OnError(record.Partition, new KafkaException(record.Error));
                return false;
        }
    }

    private static RecordHeader[]? HeadersOf(Message<bool, bool> message) => message.Headers is { Count: > 0 } headers
        ? [.. headers.Select(header => new RecordHeader(header.Key, header.GetValueBytes()))]
        : null;

    private TopicPartition TopicPartition(int partition) => new(_topic, partition);

    private ConsumeResult<bool, bool>? Consume(TimeSpan wait)
    {
        try
        {
            return _consumer.Consume(wait);
        }
        catch (ConsumeException exception)
        {
            OnError(exception.ConsumerRecord.Partition.Value, exception);
            return null;
        }
    }

    /// <summary>Notes an error that heals.</summary>
    /// <exception cref="LogGapException">The error says that unread records are gone.</exception>
    /// <exception cref="KafkaException">It does not heal.</exception>
    private void OnError(int partition, KafkaException exception)
    {
        if (LogGaps.IsGap(exception.Error))
        {
            throw GapAt(partition, exception);
        }

        if (!KafkaErrors.Heals(exception.Error))
        {
            ExceptionDispatchInfo.Throw(exception);
        }

        _clients.Watch.Trouble(Source, exception.Error.Reason);
    }

    private LogGapException GapAt(int partition, KafkaException exception)
    {
        var next = _next.GetValueOrDefault(partition);
        try
        {
            var range = _consumer.QueryWatermarkOffsets(TopicPartition(partition), TimeSpan.FromSeconds(10));
            return LogGaps.Between(_topic, partition, next, range.Low.Value, range.High.Value, exception);
        }
        catch (KafkaException)
        {
            return LogGaps.Unmeasured(_topic, partition, next, exception);
        }
    }

    private void OnCommitted(CommittedOffsets committed)
    {
        if (committed.Error.IsError)
        {
            LogNotCommitted(committed.Error.Code);
        }
    }
}
