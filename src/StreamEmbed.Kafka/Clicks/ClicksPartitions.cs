using StreamEmbed.Kafka.Connection;

namespace StreamEmbed.Kafka.Clicks;

/// <summary>Finds out how many partitions a topic has.</summary>
public static class ClicksPartitions
{
    /// <summary>The partitions of a topic, ascending. Waits for brokers that are away.</summary>
    /// <exception cref="KafkaSetupException">There is no such topic.</exception>
    public static async Task<IReadOnlyList<int>> DiscoverAsync(KafkaClients clients, string topic, CancellationToken cancellationToken)
    {
        var metadata = await ClusterMetadata.ReadAsync(clients, cancellationToken).ConfigureAwait(false);
        var found = metadata.Topics.FirstOrDefault(candidate => candidate.Topic == topic);
        return found is { Partitions.Count: > 0 }
            ? [.. found.Partitions.Select(partition => partition.PartitionId).Order()]
            : throw new KafkaSetupException($"Kafka at {clients.Options.BootstrapServers} has no topic '{topic}'.");
    }
}
