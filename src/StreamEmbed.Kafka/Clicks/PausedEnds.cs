using System.Collections.Concurrent;
using Confluent.Kafka;

namespace StreamEmbed.Kafka.Clicks;

/// <summary>Asks for the ends of paused partitions, which are not fetched and so would seem to stand still.</summary>
/// <remarks>
/// Lag matters most while a slow stage has partitions paused. Asking blocks, so it is done in the background, one round
/// at a time and at most once a second. <see cref="Refresh"/> is called by one thread, ends are read by any.
/// </remarks>
internal sealed class PausedEnds<TKey, TValue>(IConsumer<TKey, TValue> consumer, string topic, TimeProvider clock)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<int, long> _ends = new();
    private long _askedAt = clock.GetTimestamp();

    /// <summary>The round that runs, or the last one: the consumer must live until it ends.</summary>
    public Task Round { get; private set; } = Task.CompletedTask;

    /// <summary>The end of a partition when last asked; -1 when it never was.</summary>
    public long Of(int partition) => _ends.GetValueOrDefault(partition, -1);

    /// <summary>Starts a round when it is time.</summary>
    public void Refresh(HashSet<int> paused)
    {
        if (paused.Count == 0 || !Round.IsCompleted || clock.GetElapsedTime(_askedAt) < Every)
        {
            return;
        }

        _askedAt = clock.GetTimestamp();
        int[] partitions = [.. paused];
        Round = Task.Run(() => Ask(partitions));
    }

    private void Ask(int[] partitions)
    {
        try
        {
            foreach (var partition in partitions)
            {
                _ends[partition] = consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), Patience).High.Value;
            }
        }
        catch (KafkaException)
        {
            // Only a figure for people: what was known stays, the next round asks again.
        }
    }
}
