using StreamEmbed.Kafka.Connection;

namespace StreamEmbed.Kafka.Topics;

/// <summary>A topic as it is made where it is missing.</summary>
/// <param name="Name">The topic.</param>
/// <param name="Partitions">Partitions that it gets.</param>
/// <param name="Settings">Its settings by Kafka's names; the broker's defaults hold for the rest.</param>
public sealed record TopicPlan(string Name, int Partitions, IReadOnlyDictionary<string, string> Settings)
{
    internal const string CleanupPolicy = "cleanup.policy";
    internal const string MaxMessageBytes = "max.message.bytes";

    /// <summary>The most bytes that a record written to it can have; 0 where nothing is known.</summary>
    public long LargestRecord { get; init; }

    /// <summary>Whether old values of a key must be removed, and nothing else.</summary>
    public bool IsCompacted => Settings.TryGetValue(CleanupPolicy, out var policy) && policy == "compact";

    /// <summary>Clicks: how long they are kept is the broker's default, the owner of the clicks decides.</summary>
    public static TopicPlan Clicks(KafkaOptions options) =>
        new(options.ClicksTopic, options.Partitions, new Dictionary<string, string> { [CleanupPolicy] = "delete" });

    /// <summary>Vectors: the last value of each key for ever.</summary>
    public static TopicPlan Serving(KafkaOptions options) => new(options.ServingTopic, options.Partitions, new Dictionary<string, string>
    {
        [CleanupPolicy] = "compact",
        // Only closed segments are compacted. At the default of 1 GB and a week, a new reader would read each vector many times over.
        ["segment.bytes"] = "67108864",
        ["segment.ms"] = "3600000",
        ["min.cleanable.dirty.ratio"] = "0.2",
        // Tombstones stay for readers that were away for a day.
        ["delete.retention.ms"] = "86400000",
    });

    /// <summary>Records that could not be read: two weeks, so that a holiday does not lose them.</summary>
    /// <remarks>A dead letter is the record plus headers, so it must be allowed to be larger than what the clicks topic takes by default.</remarks>
    public static TopicPlan DeadLetters(KafkaOptions options) => new(options.DeadLetterTopic, options.Partitions, new Dictionary<string, string>
    {
        [CleanupPolicy] = "delete",
        ["retention.ms"] = "1209600000",
        [MaxMessageBytes] = "4194304",
    });

    /// <summary>Events that came too late: two weeks, as for dead letters.</summary>
    public static TopicPlan Late(KafkaOptions options) => new(options.LateTopic, options.Partitions, new Dictionary<string, string>
    {
        [CleanupPolicy] = "delete",
        ["retention.ms"] = "1209600000",
    });

    /// <summary>All that the service reads and writes.</summary>
    /// <param name="largestServingRecord">The most bytes that a record of the serving topic can have; 0 where it is not known.</param>
    public static IReadOnlyList<TopicPlan> OfService(KafkaOptions options, long largestServingRecord = 0) =>
        [Clicks(options), Serving(options) with { LargestRecord = largestServingRecord }, DeadLetters(options), Late(options)];

    /// <summary>The command that makes it with Kafka's own tool.</summary>
    /// <param name="servers">Brokers to ask.</param>
    /// <param name="replication">Copies; 0 takes the broker's default.</param>
    public string Command(string servers, int replication) =>
        $"kafka-topics.sh --bootstrap-server {servers} --create --topic {Name} --partitions {Partitions}"
        + (replication > 0 ? $" --replication-factor {replication}" : "")
        + string.Concat(Settings.Select(setting => $" --config {setting.Key}={setting.Value}"));
}
