using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace StreamEmbed.Kafka.Connection;

/// <summary>Turns what one long-lived client of librdkafka reports into the state of its connection.</summary>
/// <remarks>
/// librdkafka calls back when brokers go, but not when they return; only its statistics show that. They are read just
/// while the client is in trouble.
/// </remarks>
/// <param name="role">The client, as log lines name it.</param>
internal sealed class ClientReports(string role, BrokerWatch watch)
{
    /// <summary>How often librdkafka reports: how late the end of an outage is noticed by a client with nothing to do.</summary>
    public const int StatisticsIntervalMs = 2000;

    private volatile string? _lastReason;

    public void OnError(Error error)
    {
        switch (error.Code)
        {
            // One of several brokers: worth a word only if all go.
            case ErrorCode.Local_Transport or ErrorCode.Local_Resolve:
                _lastReason = error.Reason;
                break;
            case ErrorCode.Local_AllBrokersDown:
                watch.Trouble(role, _lastReason ?? error.Reason);
                break;
            case ErrorCode.Local_Authentication or ErrorCode.Local_Ssl:
                watch.Trouble(role, error.Reason);
                break;
        }
    }

    public void OnStatistics(string json)
    {
        if (watch.IsTroubled(role) && HasBrokerUp(json))
        {
            watch.Well(role);
        }
    }

    private static bool HasBrokerUp(string json)
    {
        using var statistics = JsonDocument.Parse(Encoding.UTF8.GetBytes(json));
        return statistics.RootElement.TryGetProperty("brokers", out var brokers)
            && brokers.EnumerateObject().Any(broker => broker.Value.TryGetProperty("state", out var state) && state.ValueEquals("UP"));
    }
}
