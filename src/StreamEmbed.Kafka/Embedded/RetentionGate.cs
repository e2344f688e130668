namespace StreamEmbed.Kafka.Embedded;

/// <summary>Keeps a producer from outrunning the reader on the embedded broker, which would forget records unread.</summary>
/// <remarks>
/// The broker keeps 5 MiB of each partition and drops the oldest records beyond, although each was confirmed. So the
/// bytes of a partition that are sent and not yet processed are counted, and sending waits while they would pass the
/// limit. They are counted uncompressed, which is safe with every codec. Order of calls for a record:
/// <see cref="EnterAsync"/>, then <see cref="Delivered"/> or <see cref="NotDelivered"/>, and when its reader is done
/// with it <see cref="Processed"/> - which may overtake the report of delivery. Thread-safe.
/// </remarks>
/// <param name="limitBytes">Most bytes of a partition that are not processed.</param>
public sealed class RetentionGate(long limitBytes = RetentionGate.DefaultLimitBytes)
{
    /// <summary>60 % of what the broker keeps: batches have headers, and the oldest go by whole batches.</summary>
    public const long DefaultLimitBytes = 3_000_000;

    // Lengths, timestamp and offset deltas of a record in a batch: at most about 20 bytes.
    private const int RecordOverheadBytes = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Topic, int Partition), RetentionLane> _lanes = [];

    /// <summary>What a record counts.</summary>
    public static int SizeOf(int keyBytes, int valueBytes) => keyBytes + valueBytes + RecordOverheadBytes;

    /// <summary>Waits until the partition has room, and takes it. Waiters of a partition go in the order in which they came.</summary>
    /// <remarks>A record larger than the limit goes when the partition is empty.</remarks>
    public ValueTask EnterAsync(string topic, int partition, int bytes, CancellationToken cancellationToken) =>
        Lane(topic, partition).EnterAsync(bytes, cancellationToken);

    /// <summary>The record that entered is stored at an offset.</summary>
    public void Delivered(string topic, int partition, long offset, int bytes) => Lane(topic, partition).Delivered(offset, bytes);

    /// <summary>The record that entered will never be stored.</summary>
    public void NotDelivered(string topic, int partition, int bytes) => Lane(topic, partition).Release(bytes);

    /// <summary>Everything before this offset was read and is not needed again.</summary>
    public void Processed(string topic, int partition, long nextOffset) => Lane(topic, partition).Processed(nextOffset);

    /// <summary>Bytes that entered and are not processed.</summary>
    public long HeldBytes(string topic, int partition) => Lane(topic, partition).HeldBytes;

    private RetentionLane Lane(string topic, int partition)
    {
        lock (_lock)
        {
            if (!_lanes.TryGetValue((topic, partition), out var lane))
            {
                _lanes.Add((topic, partition), lane = new RetentionLane(limitBytes));
            }

            return lane;
        }
    }
}
