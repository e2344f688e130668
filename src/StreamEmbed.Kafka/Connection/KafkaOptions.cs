using System.ComponentModel.DataAnnotations;

namespace StreamEmbed.Kafka.Connection;

/// <summary>Which Kafka, which topics, and everything that is handed to the client library as it is.</summary>
public sealed record KafkaOptions
{
    /// <summary>Brokers to ask first, <c>host:port[,host:port]</c>. Empty: none; only the demo starts its own.</summary>
    public string BootstrapServers { get; init; } = "";

    /// <summary>Topic that clicks are read from.</summary>
    [Required]
    public string ClicksTopic { get; init; } = "clicks";

    /// <summary>Compacted topic that vectors are published to.</summary>
    [Required]
    public string ServingTopic { get; init; } = "embeddings";

    /// <summary>Topic for records that cannot be read.</summary>
    [Required]
    public string DeadLetterTopic { get; init; } = "clicks.dead";

    /// <summary>Topic for events that came after their session had closed.</summary>
    [Required]
    public string LateTopic { get; init; } = "clicks.late";

    /// <summary>Consumer group under which progress is shown to lag tools. Partitions are not shared through it.</summary>
    [Required]
    public string GroupId { get; init; } = "streamembed";

    /// <summary>Partitions of topics that are created.</summary>
    [Range(1, 10_000)]
    public int Partitions { get; init; } = 4;

    /// <summary>Copies of topics that are created; 0 takes the broker's own default.</summary>
    [Range(0, 9)]
    public int Replication { get; init; }

    /// <summary>
    /// Whether a start goes on when events that were not read are gone from the clicks topic (its retention was shorter than the service stood
    /// still); <c>--accept-gap</c>. Without it the start fails and says how many are gone: losing events should be somebody's decision.
    /// </summary>
    public bool AcceptGap { get; init; }

    /// <summary>Whether missing topics are created. Where it is not allowed, the error says the command that makes them.</summary>
    public bool CreateTopics { get; init; } = true;

    /// <summary>
    /// Whether the settings of the topics are looked at when the service starts. A broker that cannot tell them, such as a mock cluster,
    /// makes the start wait for its time-out.
    /// </summary>
    public bool CheckTopics { get; init; } = true;

    /// <summary>Any librdkafka setting by its own name, for example <c>security.protocol</c> or <c>sasl.password</c>; wins over ours.</summary>
    public IReadOnlyDictionary<string, string> Client { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Checks what ranges of single options cannot express; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        string[] topics = [ClicksTopic, ServingTopic, DeadLetterTopic, LateTopic];
        if (topics.Distinct(StringComparer.Ordinal).Count() < topics.Length)
        {
            yield return $"Kafka:ClicksTopic, ServingTopic, DeadLetterTopic and LateTopic must differ, but are '{string.Join("', '", topics)}'.";
        }

        foreach (var (setting, instead) in NotOverridable.Where(own => Client.ContainsKey(own.Key)))
        {
            yield return $"Kafka:Client:{setting} cannot be set: {instead}.";
        }

        foreach (var topic in topics.Where(topic => topic.Length > 249 || topic is "." or ".." || !topic.All(IsTopicCharacter)))
        {
            yield return $"Kafka: '{topic}' is not a topic name: letters, digits, '.', '_' and '-', at most 249 of them.";
        }
    }

    // Settings that would break what this program promises, if they were others than ours.
    private static readonly Dictionary<string, string> NotOverridable = new(StringComparer.Ordinal)
    {
        ["bootstrap.servers"] = "use Kafka:BootstrapServers",
        ["group.id"] = "use Kafka:GroupId",
        ["auto.offset.reset"] = "a jump over unread events would lose them silently",
        ["enable.auto.commit"] = "progress is kept in checkpoints",
        ["enable.auto.offset.store"] = "progress is kept in checkpoints",
        ["enable.partition.eof"] = "quiet partitions are recognised by it",
        ["statistics.interval.ms"] = "the end of an outage is recognised by it",
    };

    private static bool IsTopicCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-';
}
