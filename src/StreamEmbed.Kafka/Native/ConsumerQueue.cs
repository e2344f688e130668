using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Records;

namespace StreamEmbed.Kafka.Native;

/// <summary>Takes what a consumer has fetched many records at a time, without an object for each.</summary>
/// <remarks>
/// <see cref="IConsumer{TKey, TValue}.Consume(int)"/> takes one record, and makes four objects and about ten native calls for it. This
/// reads the same queue, so both may be used in turn; callbacks that wait in it are served here too, but only <c>Consume</c> throws
/// what one of ours has thrown. One thread. Dispose it before the consumer.
/// </remarks>
internal sealed unsafe class ConsumerQueue : IDisposable
{
    private readonly NativeRecord*[] _taken = new NativeRecord*[1024];
    private nint _queue;
    private int _count;

    /// <param name="consumer">Not owned.</param>
    /// <exception cref="KafkaSetupException">The client library is not the one that this was written for.</exception>
    public ConsumerQueue(Handle consumer)
    {
        // Not public, but the only way to the client whose functions are not all wrapped.
        var handle = typeof(Handle).GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(consumer) as SafeHandle
            ?? throw new KafkaSetupException("This version of Confluent.Kafka does not show librdkafka's handle where 2.15 has it.");
        _queue = ConsumerQueueApi.QueueOf(handle);
        if (_queue == 0)
        {
            throw new KafkaSetupException("librdkafka has no queue for this consumer.");
        }
    }

    /// <summary>What the last call of <see cref="Take"/> has taken.</summary>
    public ref readonly NativeRecord this[int index] => ref *_taken[index];

    /// <summary>A record's own time, Unix milliseconds; -1 when it has none.</summary>
    public long TimestampMs(int index)
    {
        var timeMs = ConsumerQueueApi.Timestamp(_taken[index], out var type);
        return type == (int)TimestampType.NotAvailable ? -1 : timeMs;
    }

    /// <summary>Copies of a record's headers; null when it has none.</summary>
    public RecordHeader[]? Headers(int index)
    {
        if (ConsumerQueueApi.Headers(_taken[index], out var headers) != 0)
        {
            return null;
        }

        var copies = new List<RecordHeader>();
        while (ConsumerQueueApi.Header(headers, (nuint)copies.Count, out var name, out var value, out var length) == 0)
        {
            copies.Add(new RecordHeader(
                Marshal.PtrToStringUTF8(name)!,
                value is null ? null : new ReadOnlySpan<byte>(value, checked((int)length)).ToArray()));
        }

        return copies.Count > 0 ? [.. copies] : null;
    }

    /// <summary>Takes what is at hand; waits for nothing. What was taken before is gone.</summary>
    /// <param name="max">Most records to take; at most 1024 are.</param>
    /// <returns>How many were taken: less than could be when no more is at hand.</returns>
    public int Take(int max)
    {
        ObjectDisposedException.ThrowIf(_queue == 0, this);
        Release();
        fixed (NativeRecord** into = _taken)
        {
            _count = Math.Max(0, (int)ConsumerQueueApi.Take(_queue, 0, into, (nuint)Math.Min(max, _taken.Length)));
        }

        return _count;
    }

    /// <summary>Gives back what was taken: records hold the buffer in which they were fetched.</summary>
    public void Release()
    {
        for (; _count > 0; _count--)
        {
            ConsumerQueueApi.Destroy(_taken[_count - 1]);
        }
    }

    public void Dispose()
    {
        if (_queue != 0)
        {
            Release();
            ConsumerQueueApi.ReleaseQueue(_queue);
            _queue = 0;
        }
    }
}
