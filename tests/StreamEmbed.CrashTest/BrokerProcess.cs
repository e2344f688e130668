using StreamEmbed.Kafka.Embedded;

namespace StreamEmbed.CrashTest;

/// <summary>The embedded broker for other processes: prints its address in one line and lives until it is ended, and all records with it.</summary>
internal static class BrokerProcess
{
    /// <param name="topics">Topics to make, each <c>name:partitions</c>.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> topics, CancellationToken stopping)
    {
        using var broker = new EmbeddedBroker();
        foreach (var topic in topics)
        {
            var parts = topic.Split(':');
            broker.CreateTopic(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        }

        Console.WriteLine(broker.BootstrapServers);
        try
        {
            await Task.Delay(Timeout.Infinite, stopping);
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }

        return 0;
    }
}
