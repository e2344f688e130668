using Confluent.Kafka;

namespace StreamEmbed.Kafka.Embedded;

// Faults on purpose, for tests and drills.
public sealed partial class EmbeddedBroker
{
    private const int AllBrokers = -1;

    /// <summary>Closes all connections and refuses others, or takes them again. What is stored stays.</summary>
    public void SetReachable(bool reachable) => Check(OnCluster(cluster =>
        reachable ? MockClusterApi.SetUp(cluster, AllBrokers) : MockClusterApi.SetDown(cluster, AllBrokers)));

    /// <summary>Delays every answer.</summary>
    public void SetRoundTrip(TimeSpan delay) =>
        Check(OnCluster(cluster => MockClusterApi.SetRoundTrip(cluster, AllBrokers, (int)delay.TotalMilliseconds)));

    /// <summary>Answers the next requests of a kind with these errors, one each.</summary>
    /// <param name="apiKey">The kind, by Kafka's number: 0 produce, 1 fetch, 2 list offsets, 3 metadata.</param>
    public void FailNext(short apiKey, params ErrorCode[] errors) => OnCluster(cluster =>
    {
        MockClusterApi.PushErrors(cluster, apiKey, (nuint)errors.Length, [.. errors.Select(error => (int)error)]);
        return true;
    });

    /// <summary>Forgets the records of a partition before an offset, as retention does.</summary>
    public void DeleteRecords(string topic, int partition, long beforeOffset) =>
        Check(OnCluster(cluster => MockClusterApi.DeleteRecords(cluster, topic, partition, beforeOffset)));

    private static void Check(int code)
    {
        if ((ErrorCode)code != ErrorCode.NoError)
        {
            throw new KafkaException((ErrorCode)code);
        }
    }
}
