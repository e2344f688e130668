using StreamEmbed.Integration.Tests.Crashes;
using StreamEmbed.TestKit.Kafka;

namespace StreamEmbed.Integration.Tests;

/// <summary>
/// The service, killed by SIGKILL again and again, at seeded moments and at each of its durable steps, beside another that reads the same
/// clicks undisturbed. <c>STREAMEMBED_TEST_CRASHES</c> makes it longer, <c>STREAMEMBED_TEST_CRASH_SEED</c> repeats a schedule (docs/recovery.md).
/// </summary>
public sealed class Service_EndsAsOneThatNeverCrashed_AfterKills(ITestOutputHelper output)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAtEveryStep_OnTheEmbeddedBroker()
    {
        var crashes = CrashSchedule.Crashes(CrashSchedule.Steps.Count);
        using var broker = await EmbeddedBrokerProcess.StartAsync(CrashTrial.Topics(servingPartitions: 4 + (crashes / 8)), Stop);
        var steps = Math.Max(Math.Min(crashes, CrashSchedule.Steps.Count), crashes / 2);
        await RunAsync(broker, CrashSchedule.Draw(CrashSchedule.Seed, crashes, steps, troubles: 0));
    }

    [Fact]
    public async Task RunAtMoments_OnARealKafka_ThatDiesToo()
    {
        Assert.SkipUnless(RealKafka.IsAvailable, RealKafka.WhySkipped);
        var crashes = CrashSchedule.Crashes(6);
        using var broker = new RealBroker();
        await RunAsync(broker, CrashSchedule.Draw(CrashSchedule.Seed, crashes, steps: crashes / 3, troubles: Math.Max(2, crashes / 10)));
    }

    private async Task RunAsync(ICrashBroker broker, IReadOnlyList<Crash> crashes)
    {
        Say($"seed {CrashSchedule.Seed}, {crashes.Count} crashes");
        using var clicks = await CrashClicks.OpenAsync(broker.Servers, most: 5_000 + (400 * crashes.Count), Stop);
        using var trial = new CrashTrial(broker, crashes, clicks, Say, Stop);
        await trial.RunAsync();
    }

    private void Say(string line)
    {
        output.WriteLine(line);
        // Seen while it runs, and in the log of a run that was ended.
        Console.Error.WriteLine($"[{DateTime.UtcNow:HH:mm:ss}] {line}");
    }
}
