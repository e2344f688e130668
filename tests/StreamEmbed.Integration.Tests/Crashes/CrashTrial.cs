using System.Text.RegularExpressions;
using StreamEmbed.Client;
using StreamEmbed.Integration.Tests.Programs;

namespace StreamEmbed.Integration.Tests.Crashes;

/// <summary>
/// A service that dies and comes back, again and again, while clicks come in; then another one that reads the same log undisturbed. In the
/// end both must hold, and have given their readers, the same bytes.
/// </summary>
/// <remarks>
/// Three topics for each: <c>NAME</c>, which it publishes to all the time, <c>NAME-again</c>, to which it publishes everything once more in
/// the end (the vectors of users are pooled when they are published, so those of <c>NAME</c> show the models of many moments), and what it rejects.
/// </remarks>
internal sealed class CrashTrial(ICrashBroker broker, IReadOnlyList<Crash> crashes, CrashClicks clicks, Action<string> say, CancellationToken stop) : IDisposable
{
    private const string Crashed = "crashed";
    private const string Undisturbed = "undisturbed";
    private const int SigKill = 128 + 9;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();

    /// <summary>The topics that there must be.</summary>
    /// <param name="servingPartitions">Enough that the embedded broker, which keeps 5 MiB of each, forgets nothing.</param>
    public static IEnumerable<string> Topics(int servingPartitions) =>
    [
        "clicks:4",
        .. new[] { Crashed, Undisturbed }.SelectMany(name => new[]
        {
            $"{name}:{servingPartitions}", $"{name}-again:4", $"{name}.dead:1", $"{name}.late:1",
        }),
    ];

    public async Task RunAsync()
    {
        using var reader = TopicContents.Follow(broker.Servers, Crashed);
        for (var i = 0; i < crashes.Count; i++)
        {
            var before = clicks.Sent;
            await LiveAsync(crashes[i], (int)((long)clicks.Count * (i + 1) / (crashes.Count + 1)));
            say($"crash {i + 1}: {crashes[i]}, clicks {before} to {clicks.Sent}");
        }

        await clicks.SendAsync(clicks.Count, CancellationToken.None, stop);
        var last = await ReadToTheEndAsync(Crashed, "");
        var undisturbed = await ReadToTheEndAsync(Undisturbed, "");
        Assert.Equal(undisturbed, last);
        await reader.WaitUntilCaughtUpAsync(stop);
        await CompareItemsAsync(reader);

        // Each once more, without a new click, to a topic that has nothing yet: everything is published by the last model.
        await ReadToTheEndAsync(Crashed, "-again");
        await ReadToTheEndAsync(Undisturbed, "-again");
        Assert.Equal("", CheckpointContents.Difference(CheckpointContents.Read(DirectoryOf(Undisturbed)), CheckpointContents.Read(DirectoryOf(Crashed))));
        var (one, other) = (await TopicContents.ReadAsync(broker.Servers, Undisturbed + "-again", stop), await TopicContents.ReadAsync(broker.Servers, Crashed + "-again", stop));
        Assert.NotEmpty(TopicContents.Users(one));
        Assert.Equal(TopicContents.Items(one), TopicContents.Items(other));
        Assert.Equal(TopicContents.Users(one), TopicContents.Users(other));
        broker.RequireAllKept([Crashed, Undisturbed]);
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>What the lasting reader has, a new reader has, and readers of the undisturbed service have.</summary>
    private async Task CompareItemsAsync(EmbeddingReader lasting)
    {
        var expected = TopicContents.Items(await TopicContents.ReadAsync(broker.Servers, Undisturbed, stop));
        Assert.NotEmpty(expected);
        Assert.Equal(expected, TopicContents.Items(await TopicContents.ReadAsync(broker.Servers, Crashed, stop)));
        Assert.True(lasting.Status.IsWhole);
        Assert.Equal(expected, TopicContents.Items(lasting.Current));
    }

    private async Task LiveAsync(Crash crash, int sendUpTo)
    {
        using var service = Start(Crashed, "", crash);
        using var dead = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var sending = clicks.SendAsync(sendUpTo, dead.Token, stop);
        if (crash.Step is not null)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(Patience);
            Assert.True(await EndAsync(service, patience.Token) == SigKill, $"It did not die {crash}: {service.Error}");
        }
        else
        {
            await (crash.IsEarly ? Task.CompletedTask : service.SaysAsync("Reading clicks", stop));
            await Task.Delay(crash.DelayMs, stop);
            if (crash.Broker != BrokerTrouble.None)
            {
                broker.End(crash.Broker);
                await Task.Delay(crash.DelayMs, stop);
            }

            await service.KillAsync(stop);
            if (crash.Broker != BrokerTrouble.None)
            {
                broker.StartAgain();
            }
        }

        await dead.CancelAsync();
        await sending;
    }

    private static async Task<int> EndAsync(StreamEmbedProgram service, CancellationToken cancellationToken)
    {
        try
        {
            return await service.EndAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return -1;
        }
    }

    /// <summary>Runs until everything that was sent is read and published, then stops in good order.</summary>
    /// <returns>Sessions trained in all.</returns>
    private async Task<long> ReadToTheEndAsync(string name, string topic)
    {
        using var service = Start(name, topic, null);
        using var scrape = await Scrape.OfAsync(service, stop);
        await service.SaysAsync("Caught up", stop);
        await scrape.FallsToZeroAsync("streamembed_consumer_lag_records", stop);
        await scrape.ReachesAsync("streamembed_snapshot_sequence", 1, stop);
        Assert.Equal(0, await service.TerminateAsync(stop));
        return long.Parse(Regex.Match(service.Error, @"and (\d+) trained sessions").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    private StreamEmbedProgram Start(string name, string topic, Crash? crash)
    {
        string[] options =
        [
            $"Kafka:ServingTopic={name}{topic}",
            $"Kafka:DeadLetterTopic={name}.dead",
            $"Kafka:LateTopic={name}.late",
            $"Checkpoint:Directory={DirectoryOf(name)}",
            $"Checkpoint:Every={(name == Crashed ? "50ms" : "1h")}",
            "Http:Address=http://127.0.0.1:0",
            "Http:Api=false",
            "Publishing:Every=1s",
            "Publishing:EverySessions=20",
            "Publishing:UsersEvery=100ms",
            // Idle partitions would close sessions by the clock, which two runs need not do at the same place.
            "Sessions:IdleAfter=0s",
            // So few that items are displaced.
            "Vocabulary:MaxItems=1000",
            // Which user is forgotten depends on the arrival of partitions to each other, which is chance: none is.
            "Users:TimeToLive=1000d",
            "Users:History=5",
            "Training:Dimension=16",
            .. broker.Options,
        ];
        string[] arguments = ["run", "--bootstrap-servers", broker.Servers, .. options.SelectMany(option => new[] { "--set", option })];

        // These lives are short: what runs once need not be compiled for speed.
        var environment = new Dictionary<string, string> { ["DOTNET_TC_QuickJitForLoops"] = "1" };
        if (crash?.Step is null)
        {
            return StreamEmbedProgram.Start(environment, arguments);
        }

        environment["STREAMEMBED_FAULT_AT"] = $"{crash.Step}:{crash.Passing}+{crash.DelayMs}";
        return StreamEmbedProgram.StartCrashTest(environment, ["service", .. arguments]);
    }

    private string DirectoryOf(string name) => Path.Combine(_directory.Path, name);
}
