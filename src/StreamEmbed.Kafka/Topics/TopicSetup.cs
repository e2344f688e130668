using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using StreamEmbed.Kafka.Connection;

namespace StreamEmbed.Kafka.Topics;

/// <summary>Sees to it that topics are there before anything reads or writes them.</summary>
public sealed partial class TopicSetup(KafkaClients clients, ILogger<TopicSetup> log)
{
    // Whether made here or by somebody else in between, a topic takes a moment until all brokers know it.
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);

    private const string MessageMaxBytes = "message.max.bytes";

    // librdkafka's own.
    private const string DefaultMessageMaxBytes = "1000000";

    private KafkaOptions Options => clients.Options;

    /// <summary>Makes the topics that are missing and checks those that are there. Waits for brokers that are away.</summary>
    /// <exception cref="KafkaSetupException">Topics are missing and may not be made (the message has the commands that make them), or records may be too large for one.</exception>
    public async Task EnsureAsync(IReadOnlyList<TopicPlan> topics, CancellationToken cancellationToken)
    {
        if (clients.Embedded is { } embedded)
        {
            foreach (var topic in topics)
            {
                embedded.CreateTopic(topic.Name, topic.Partitions);
            }

            return;
        }

        var known = await KnownTopicsAsync(cancellationToken).ConfigureAwait(false);
        var missing = topics.Where(topic => !known.ContainsKey(topic.Name)).ToList();
        if (missing.Count > 0)
        {
            await MakeAsync(missing, cancellationToken).ConfigureAwait(false);
            await AwaitAsync(missing, cancellationToken).ConfigureAwait(false);
        }

        if (!Options.CheckTopics)
        {
            return;
        }

        foreach (var topic in topics.Where(topic => topic.IsCompacted && known.ContainsKey(topic.Name)))
        {
            await CheckCompactedAsync(topic, cancellationToken).ConfigureAwait(false);
        }

        foreach (var topic in topics.Where(topic => topic.LargestRecord > 0))
        {
            await CheckSizeAsync(topic, cancellationToken).ConfigureAwait(false);
        }
    }

    // At the start, because later it would be a refused record that no retry mends.
    private async Task CheckSizeAsync(TopicPlan topic, CancellationToken cancellationToken)
    {
        var ofTopic = await SettingAsync(topic.Name, TopicPlan.MaxMessageBytes, cancellationToken).ConfigureAwait(false);
        RequireRoom(topic, ofTopic, $"max.message.bytes of topic '{topic.Name}'");
        RequireRoom(topic, Options.Client.GetValueOrDefault(MessageMaxBytes) ?? DefaultMessageMaxBytes, $"Kafka:Client:{MessageMaxBytes}");
    }

    private static void RequireRoom(TopicPlan topic, string? limit, string name)
    {
        if (long.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && topic.LargestRecord > bytes)
        {
            throw new KafkaSetupException(
                $"A record of topic '{topic.Name}' can have {topic.LargestRecord} bytes, but {name} is {bytes}: raise it, "
                + "or lower Training:Dimension, Users:History or Events:MaxIdBytes, or set Publishing:RecentItems=false.");
        }
    }

    private async Task<Dictionary<string, TopicMetadata>> KnownTopicsAsync(CancellationToken cancellationToken)
    {
        var metadata = await ClusterMetadata.ReadAsync(clients, cancellationToken).ConfigureAwait(false);
        return metadata.Topics
            .Where(topic => topic.Error.Code != ErrorCode.UnknownTopicOrPart)
            .ToDictionary(topic => topic.Topic, StringComparer.Ordinal);
    }

    private async Task MakeAsync(List<TopicPlan> missing, CancellationToken cancellationToken)
    {
        if (!Options.CreateTopics)
        {
            throw Missing(missing, "Kafka:CreateTopics is off");
        }

        foreach (var topic in missing)
        {
            await clients.Resilience.ExecuteAsync("making topics", attempt => MakeAsync(topic, attempt), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task MakeAsync(TopicPlan topic, CancellationToken cancellationToken)
    {
        var specification = new TopicSpecification
        {
            Name = topic.Name,
            NumPartitions = topic.Partitions,
            ReplicationFactor = (short)(Options.Replication > 0 ? Options.Replication : -1),
            Configs = new Dictionary<string, string>(topic.Settings),
        };
        using var admin = clients.Admin("setup");
        try
        {
            await admin.CreateTopicsAsync([specification], new CreateTopicsOptions { RequestTimeout = RequestTimeout })
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            LogMade(topic.Name, topic.Partitions);
        }
        catch (CreateTopicsException exception)
        {
            var error = exception.Results[0].Error;
            if (error.Code == ErrorCode.TopicAlreadyExists)
            {
                return;
            }

            throw KafkaErrors.Heals(error) ? new KafkaException(error) : Missing([topic], $"the broker refuses to make it ({clients.Words(error)})");
        }
    }

    private KafkaSetupException Missing(List<TopicPlan> topics, string why)
    {
        var names = string.Join(", ", topics.Select(topic => $"'{topic.Name}'"));
        var commands = string.Join("\n  ", topics.Select(topic => topic.Command(Options.BootstrapServers, Options.Replication)));
        return new KafkaSetupException(
            $"Kafka at {Options.BootstrapServers} has no topic {names}, and {why}. To make {(topics.Count == 1 ? "it" : "them")}:\n  {commands}");
    }

    /// <summary>Returns when the brokers know the topics and each partition has a leader.</summary>
    private Task AwaitAsync(List<TopicPlan> made, CancellationToken cancellationToken) =>
        clients.Resilience.ExecuteAsync(
            "waiting for new topics",
            async attempt =>
            {
                var pause = TimeSpan.FromMilliseconds(50);
                while (!AreReady(await KnownTopicsAsync(attempt).ConfigureAwait(false), made))
                {
                    await Task.Delay(pause, attempt).ConfigureAwait(false);
                    pause = TimeSpan.FromMilliseconds(Math.Min(1000, 2 * pause.TotalMilliseconds));
                }
            },
            cancellationToken);

    private static bool AreReady(Dictionary<string, TopicMetadata> known, List<TopicPlan> made) => made.All(topic =>
        known.TryGetValue(topic.Name, out var found)
        && found.Partitions.Count > 0
        && found.Partitions.All(partition => partition.Leader >= 0));

    private async Task CheckCompactedAsync(TopicPlan topic, CancellationToken cancellationToken)
    {
        var policy = await SettingAsync(topic.Name, TopicPlan.CleanupPolicy, cancellationToken).ConfigureAwait(false);
        if (policy is not null && policy != "compact")
        {
            LogNotCompacted(topic.Name, policy, Options.BootstrapServers);
        }
    }

    /// <summary>A setting of a topic; null where we are not allowed to see it.</summary>
    private async Task<string?> SettingAsync(string topic, string setting, CancellationToken cancellationToken)
    {
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };
        try
        {
            var found = await clients.Resilience.ExecuteAsync(
                "asking for topic settings",
                async attempt =>
                {
                    using var admin = clients.Admin("setup");
                    return await admin.DescribeConfigsAsync([resource], new DescribeConfigsOptions { RequestTimeout = RequestTimeout })
                        .WaitAsync(attempt).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            return found[0].Entries.TryGetValue(setting, out var entry) ? entry.Value : null;
        }
        catch (KafkaException exception)
        {
            var reason = clients.Words(exception);
            LogUnseen(topic, reason);
            return null;
        }
    }
}
