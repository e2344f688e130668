using System.Text.Json;
using StreamEmbed.Integration.Tests.Programs;
using StreamEmbed.TestKit.Kafka;

namespace StreamEmbed.Integration.Tests;

/// <summary>The service, the replay and the questions as processes of their own, on a real Kafka.</summary>
public sealed class Service_AnswersFromTheServingTopic_AlsoAfterARestart
{
    private const string Item = "g3-0";
    private const string User = "user3";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run()
    {
        Assert.SkipUnless(RealKafka.IsAvailable, RealKafka.WhySkipped);
        using var kafka = new RealKafka();
        using var clicks = RecordedClicks.Write(sessions: 3_000);
        var servers = kafka.BootstrapServers;

        using var directory = new TemporaryDirectory();
        using var service = Service(servers, directory.Path);
        using var scrape = await Scrape.OfAsync(service, Stop);
        await service.SaysAsync("Reading clicks", Stop);
        kafka.Tool("console-producer", ["--topic", "clicks"], "this is no click\n");
        using var replay = StreamEmbedProgram.Start("replay", clicks.Path, "--bootstrap-servers", servers);
        Assert.True(await replay.EndAsync(Stop) == 0, replay.Error);
        await scrape.ReachesAsync("streamembed_events_consumed_total", clicks.Events + 1, Stop);
        await scrape.ReachesAsync("streamembed_snapshot_sequence", await scrape.SumAsync("streamembed_snapshot_sequence", Stop) + 2, Stop);
        Assert.True(await scrape.IsReadyAsync(Stop));
        Assert.Equal(1, await scrape.SumAsync("streamembed_events_rejected_total", Stop));

        // The bad record is where an operator looks for it, unchanged.
        var dead = kafka.Tool(
            "console-consumer",
            ["--topic", "clicks.dead", "--from-beginning", "--timeout-ms", "5000", "--max-messages", "1", "--property", "print.headers=true"]);
        Assert.Contains("this is no click", dead, StringComparison.Ordinal);
        Assert.Contains("invalid_json", dead, StringComparison.Ordinal);

        var before = await AskAsync("similar", Item, servers);
        Assert.All(before.Items, item => Assert.StartsWith("g3-", item, StringComparison.Ordinal));
        var recommended = await AskAsync("recommend", User, servers);
        Assert.NotEmpty(recommended.Items);
        Assert.Equal(0, await service.TerminateAsync(Stop));

        // A new run goes on from the last checkpoint with the same vectors; snapshot numbers go on.
        using var again = Service(servers, directory.Path);
        await again.SaysAsync("Going on from checkpoint", Stop);
        using var scrapeAgain = await Scrape.OfAsync(again, Stop);
        await scrapeAgain.ReachesAsync("streamembed_snapshot_sequence", before.Snapshot + 1, Stop);
        var after = await AskAsync("similar", Item, servers);
        Assert.Equal(before.Scores, after.Scores);
        Assert.True(after.Snapshot > before.Snapshot);
        Assert.Equal(0, await again.TerminateAsync(Stop));
    }

    // Idle partitions would close the last sessions by the clock, which the second run need not do at the same place.
    private static StreamEmbedProgram Service(string servers, string directory) => StreamEmbedProgram.Start(
        "run", "--bootstrap-servers", servers, "--set", "Http:Address=http://127.0.0.1:0", "--set", "Publishing:Every=1s", "--set", "Sessions:IdleAfter=0s",
        "--set", $"Checkpoint:Directory={directory}");

    private static async Task<(long Snapshot, IReadOnlyList<string> Items, IReadOnlyList<(string, float)> Scores)> AskAsync(
        string command, string id, string servers)
    {
        using var ask = StreamEmbedProgram.Start(command, id, "--count", "4", "--json", "--bootstrap-servers", servers);
        Assert.True(await ask.EndAsync(Stop) == 0, ask.Error);
        using var answer = JsonDocument.Parse(ask.Output);
        var results = answer.RootElement.GetProperty("results").EnumerateArray()
            .Select(result => (result.GetProperty("item").GetString()!, result.GetProperty("score").GetSingle()))
            .ToList();
        return (answer.RootElement.GetProperty("snapshot").GetInt64(), [.. results.Select(result => result.Item1)], results);
    }
}
