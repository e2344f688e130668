using Confluent.Kafka;

namespace StreamEmbed.Kafka.Connection;

/// <summary>Asks the brokers what topics there are; the first contact of a program with Kafka.</summary>
internal static class ClusterMetadata
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    /// <summary>All topics of the cluster. Waits for brokers that are away.</summary>
    /// <remarks>All of them, because asking for one that is missing makes it, with the wrong settings, where brokers allow that.</remarks>
    /// <exception cref="KafkaSetupException">The brokers refuse the user name or password.</exception>
    public static Task<Metadata> ReadAsync(KafkaClients clients, CancellationToken cancellationToken) =>
        clients.Resilience.ExecuteAsync(
            "asking for topics",
            // The call blocks: off the caller's thread, so that it can be cancelled.
            attempt => Task.Run(() => Read(clients), CancellationToken.None).WaitAsync(attempt),
            cancellationToken);

    private static Metadata Read(KafkaClients clients)
    {
        Error? refused = null;
        using var admin = clients.Admin("setup", error => refused = error.Code == ErrorCode.Local_Authentication ? error : refused);
        try
        {
            return admin.GetMetadata(RequestTimeout);
        }
        catch (KafkaException exception) when (refused is not null)
        {
            // The call itself only times out; waiting on would hide a wrong password.
            throw new KafkaSetupException(
                $"Kafka at {clients.Options.BootstrapServers} refuses the log-in: {clients.Words(refused)}. Check Kafka:Client (sasl.username, sasl.password, sasl.mechanism).",
                exception);
        }
    }
}
