using StreamEmbed.TestKit.Kafka;

namespace StreamEmbed.Integration.Tests.Crashes;

/// <summary>A real Kafka of this test's own.</summary>
internal sealed class RealBroker : ICrashBroker
{
    private readonly RealKafka _kafka = new();

    public string Servers => _kafka.BootstrapServers;

    public IReadOnlyList<string> Options => [];

    public void End(BrokerTrouble how)
    {
        if (how == BrokerTrouble.Killed)
        {
            _kafka.Kill();
        }
        else
        {
            _kafka.Stop();
        }
    }

    public void StartAgain() => _kafka.Start();

    public void RequireAllKept(IReadOnlyList<string> topics)
    {
        // It keeps the last record of each key.
    }

    public void Dispose() => _kafka.Dispose();
}
