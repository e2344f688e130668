using StreamEmbed.Client;
using StreamEmbed.Integration.Tests.Programs;
using StreamEmbed.TestKit.Kafka;

namespace StreamEmbed.Integration.Tests;

/// <summary>A broker that is killed while events are read and snapshots are published, and comes back.</summary>
public sealed class Service_LosesNothing_WhenTheBrokerIsAway
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run()
    {
        Assert.SkipUnless(RealKafka.IsAvailable, RealKafka.WhySkipped);
        using var kafka = new RealKafka();
        using var first = RecordedClicks.Write(sessions: 1_500);
        using var second = RecordedClicks.Write(sessions: 3_000, seed: 2);
        var servers = kafka.BootstrapServers;
        using var service = StreamEmbedProgram.Start(
            "run", "--bootstrap-servers", servers, "--set", "Http:Address=http://127.0.0.1:0", "--set", "Publishing:Every=1s", "--set", "Checkpoint:Every=0s");
        using var scrape = await Scrape.OfAsync(service, Stop);
        using (var replay = StreamEmbedProgram.Start("replay", first.Path, "--bootstrap-servers", servers))
        {
            Assert.True(await replay.EndAsync(Stop) == 0, replay.Error);
        }

        await scrape.ReachesAsync("streamembed_snapshot_sequence", 1, Stop);
        using var sending = StreamEmbedProgram.Start("replay", second.Path, "--bootstrap-servers", servers, "--speed", "36000x");
        await scrape.ReachesAsync("streamembed_events_consumed_total", first.Events + 1, Stop);
        kafka.Kill();
        await service.SaysAsync("is lost", Stop);
        kafka.Start();
        await service.SaysAsync("is back", Stop);
        Assert.True(await sending.EndAsync(Stop) == 0, sending.Error);
        await scrape.ReachesAsync("streamembed_events_consumed_total", first.Events + second.Events, Stop);
        Assert.Equal(0, await service.TerminateAsync(Stop));

        // One line when it went and one when it came back, not one for each attempt.
        Assert.InRange(service.Error.Split("is lost").Length - 1, 1, 2);
        using var reader = EmbeddingReader.Start(new EmbeddingReaderOptions { BootstrapServers = servers });
        await reader.WaitUntilCaughtUpAsync(Stop);
        Assert.True(reader.Status.IsWhole);
        Assert.Equal(RecordedClicks.Groups * RecordedClicks.ItemsPerGroup, reader.Current.ItemCount);
        Assert.Equal(200, reader.Current.UserCount);
    }
}
