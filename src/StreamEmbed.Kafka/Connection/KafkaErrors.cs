using Confluent.Kafka;
using Polly.Timeout;

namespace StreamEmbed.Kafka.Connection;

/// <summary>Tells errors that pass when one waits from those that need a person.</summary>
public static class KafkaErrors
{
    /// <summary>Whether trying again later can help.</summary>
    public static bool Heals(Exception exception) => exception switch
    {
        KafkaException kafka => Heals(kafka.Error),
        TimeoutRejectedException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether trying again later can help. A fatal error never heals: its client is finished.</summary>
    public static bool Heals(Error error) => !error.IsFatal && Heals(error.Code);

    private static bool Heals(ErrorCode code) => code is
        // The network, or brokers that are away, slow or busy.
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve
        or ErrorCode.Local_TimedOut or ErrorCode.Local_MsgTimedOut or ErrorCode.Local_TimedOutQueue
        or ErrorCode.Local_QueueFull or ErrorCode.Local_WaitCoord or ErrorCode.Local_WaitCache or ErrorCode.Local_Retry
        or ErrorCode.RequestTimedOut or ErrorCode.NetworkException or ErrorCode.BrokerNotAvailable
        or ErrorCode.ThrottlingQuotaExceeded or ErrorCode.KafkaStorageError
        // A leader, controller or coordinator that is moving.
        or ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderForPartition or ErrorCode.ReplicaNotAvailable
        or ErrorCode.PreferredLeaderNotAvailable or ErrorCode.FencedLeaderEpoch or ErrorCode.UnknownLeaderEpoch
        or ErrorCode.OffsetNotAvailable or ErrorCode.NotController or ErrorCode.GroupLoadInProgress
        or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.NotCoordinatorForGroup or ErrorCode.UnstableOffsetCommit
        or ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend
        // A topic that was just made is unknown to some brokers for a moment.
        or ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition;
}
