using System.Text.RegularExpressions;
using StreamEmbed.Client;
using StreamEmbed.Integration.Tests.Programs;
using StreamEmbed.TestKit.Kafka;

namespace StreamEmbed.Integration.Tests;

/// <summary>The service, killed by SIGKILL again and again while clicks come in, beside another that reads the same clicks undisturbed.</summary>
public sealed class Service_EndsAsOneThatNeverCrashed_AfterKills
{
    private const int Kills = 4;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run()
    {
        Assert.SkipUnless(RealKafka.IsAvailable, RealKafka.WhySkipped);
        using var kafka = new RealKafka();
        using var clicks = RecordedClicks.Write(sessions: 6_000);
        using var directory = new TemporaryDirectory();
        var servers = kafka.BootstrapServers;

        using var undisturbed = Service(servers, "undisturbed", "Checkpoint:Every=0s");
        using var scrape = await Scrape.OfAsync(undisturbed, Stop);
        await undisturbed.SaysAsync("Reading clicks", Stop);
        using var replay = StreamEmbedProgram.Start("replay", clicks.Path, "--bootstrap-servers", servers, "--speed", "36000x");
        var moments = new Random(1);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var killed = Service(servers, "embeddings", "Checkpoint:Every=200ms", $"Checkpoint:Directory={directory.Path}");
            await (kill == 0 ? Task.CompletedTask : killed.SaysAsync("Going on from checkpoint", Stop));
            using var figures = await Scrape.OfAsync(killed, Stop);
            await killed.SaysAsync("Reading clicks", Stop);
            await figures.ReachesAsync("streamembed_checkpoints_total", 1, Stop);
            await Task.Delay(moments.Next(1_000), Stop);
            await killed.KillAsync(Stop);
        }

        Assert.True(await replay.EndAsync(Stop) == 0, replay.Error);
        await scrape.ReachesAsync("streamembed_events_consumed_total", clicks.Events, Stop);
        await scrape.FallsToZeroAsync("streamembed_consumer_lag_records", Stop);
        Assert.Equal(0, await undisturbed.TerminateAsync(Stop));
        var sessions = SessionsOf(undisturbed);
        Assert.True(sessions > 1_000, undisturbed.Error);

        using var last = Service(servers, "embeddings", "Checkpoint:Every=200ms", $"Checkpoint:Directory={directory.Path}");
        using var lastFigures = await Scrape.OfAsync(last, Stop);
        await last.SaysAsync("Reading clicks", Stop);
        // The last clicks close no session, but they count: all must be read.
        await last.SaysAsync("Caught up", Stop);
        await lastFigures.ReachesAsync("streamembed_sessions_trained_total", sessions, Stop);
        Assert.Equal(0, await last.TerminateAsync(Stop));
        Assert.Equal(sessions, SessionsOf(last));
        Assert.Equal(await DigestAsync(servers, "undisturbed"), await DigestAsync(servers, "embeddings"));
    }

    private static StreamEmbedProgram Service(string servers, string topic, params string[] options) => StreamEmbedProgram.Start(
    [
        "run", "--bootstrap-servers", servers, "--set", "Http:Address=http://127.0.0.1:0", "--set", $"Kafka:ServingTopic={topic}",
        "--set", "Publishing:Every=1s",
        // Idle partitions would close sessions by the clock, which two runs need not do at the same place.
        "--set", "Sessions:IdleAfter=0s",
        .. options.SelectMany(option => new[] { "--set", option }),
    ]);

    private static long SessionsOf(StreamEmbedProgram service) => long.Parse(
        Regex.Match(service.Error, @"and (\d+) trained sessions").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<(ulong Items, int Users)> DigestAsync(string servers, string topic)
    {
        using var reader = EmbeddingReader.Start(new EmbeddingReaderOptions { BootstrapServers = servers, Topic = topic });
        await reader.WaitUntilCaughtUpAsync(Stop);
        Assert.True(reader.Status.IsWhole);
        return (reader.Current.ItemDigest, reader.Current.UserCount);
    }
}
