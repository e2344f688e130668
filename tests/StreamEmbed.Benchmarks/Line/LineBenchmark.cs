using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Pipeline;
using StreamEmbed.Pipeline.Batches;
using StreamEmbed.Pipeline.Checkpoints;
using StreamEmbed.Pipeline.Counters;
using StreamEmbed.Pipeline.Sources;
using StreamEmbed.Pipeline.Stages;
using StreamEmbed.Records;
using StreamEmbed.Sessions;
using StreamEmbed.TestKit.Kafka;
using StreamEmbed.Users;

namespace StreamEmbed.Benchmarks.Line;

/// <summary>
/// The source and sessions stages on a real Kafka: events per CPU-second of this whole process, the client library's threads and
/// the garbage collector included; the broker is another process. Each round reads the topic three times: by the log alone,
/// by log and decoder, and by the stages, whose sessions are thrown away.
/// </summary>
internal static class LineBenchmark
{
    private const string Help = """
        line [--bootstrap-servers HOST:PORT] [--topic NAME] [--records N] [--users N] [--rounds N] [--only log|decode|line]

        Without --bootstrap-servers a broker is started by the script that STREAMEMBED_TEST_KAFKA names. The topic is filled
        if it is empty: 3,000,000 JSON clicks of 100,000 users in 2 partitions by default.
        """;

    private static readonly SessionOptions Sessions = new() { Gap = TimeSpan.FromMinutes(5) };

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Contains("--help"))
        {
            Console.WriteLine(Help);
            return 0;
        }

        var servers = Option(args, "--bootstrap-servers", "");
        var records = int.Parse(Option(args, "--records", "3000000"), CultureInfo.InvariantCulture);
        var users = int.Parse(Option(args, "--users", "100000"), CultureInfo.InvariantCulture);
        var rounds = Math.Max(1, int.Parse(Option(args, "--rounds", "5"), CultureInfo.InvariantCulture));
        var only = Option(args, "--only", "");
        using var kafka = servers.Length == 0 ? new RealKafka() : null;
        var clients = new KafkaClients(
            new KafkaOptions
            {
                BootstrapServers = kafka?.BootstrapServers ?? servers,
                ClicksTopic = Option(args, "--topic", "line-clicks"),
                GroupId = "line-benchmark",
                Partitions = 2,
            },
            NullLoggerFactory.Instance);
        var ends = await new LineTopic(clients, records, users).FillAsync(CancellationToken.None);

        (string Name, Func<KafkaClients, IReadOnlyList<SourcePosition>, Task<string>> Read)[] ways =
            [("log", Log), ("decode", Decode), ("line", Line)];
        ways = [.. ways.Where(way => only.Length == 0 || way.Name == only)];
        var spent = ways.ToDictionary(way => way.Name, _ => new List<double>());
        Console.WriteLine("round | " + string.Join(" | ", ways.Select(way => $"{way.Name}: k events / CPU-s (/ s), MB allocated, collections, s paused")));

        // Round 0 is the JIT's.
        for (var round = 0; round <= rounds; round++)
        {
            var cells = new List<string>();
            foreach (var (name, read) in ways)
            {
                var (started, cpu, allocated) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
                var (collections, paused) = (GC.CollectionCount(0), GC.GetTotalPauseDuration());
                var seen = await read(clients, ends);
                var cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
                var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
                cells.Add(Text($"{records / cpuSeconds / 1000:F0} ({records / seconds / 1000:F0}), {(GC.GetTotalAllocatedBytes() - allocated) >> 20}, {GC.CollectionCount(0) - collections}, {(GC.GetTotalPauseDuration() - paused).TotalSeconds:F2}"));
                if (round == 0)
                {
                    Console.WriteLine($"{name}: {seen}");
                }
                else
                {
                    spent[name].Add(cpuSeconds);
                }
            }

            Console.WriteLine($"{round} | {string.Join(" | ", cells)}");
        }

        foreach (var (name, _) in ways)
        {
            var median = spent[name].Order().ElementAt(rounds / 2);
            Console.WriteLine(Text($"{name}: {records / median / 1000:F0} k events per CPU-second, {median * 1e9 / records:F0} ns an event (median of {rounds})"));
        }

        return 0;
    }

    private static async Task<string> Log(KafkaClients clients, IReadOnlyList<SourcePosition> ends)
    {
        using var log = await OpenAsync(clients);
        var batch = new RecordBatch();
        var bytes = 0L;
        for (var left = ends.Sum(end => end.Offset); left > 0; left -= batch.Count)
        {
            Poll(log, batch);
            bytes += batch.Bytes;
        }

        return Text($"{bytes} bytes of keys and values");
    }

    private static async Task<string> Decode(KafkaClients clients, IReadOnlyList<SourcePosition> ends)
    {
        using var log = await OpenAsync(clients);
        var decoder = new JsonEventDecoder(new EventOptions());
        var batch = new RecordBatch();
        for (var left = ends.Sum(end => end.Offset); left > 0; left -= batch.Count)
        {
            Poll(log, batch);
            var clockMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            for (var i = 0; i < batch.Count; i++)
            {
                if (decoder.Decode(batch, i, clockMs, out _, out _) != DecodeOutcome.Accepted)
                {
                    throw new InvalidOperationException("A click was not accepted.");
                }
            }
        }

        return "all accepted";
    }

    private static async Task<string> Line(KafkaClients clients, IReadOnlyList<SourcePosition> ends)
    {
        using var log = await OpenAsync(clients);
        var options = new LineOptions { Sessions = Sessions };
        var counters = new PipelineCounters(log.Partitions);
        var rejected = new DiscardingSink();
        var batches = new Pool<EventBatch>(batch => batch.Clear());
        var source = new SourceStage(
            log,
            new JsonEventDecoder(options.Events),
            rejected,
            batches,
            new ProgressMailbox(),
            options.Pipeline,
            options.Publishing,
            options.Sessions.MaxAhead,
            counters.Source,
            TimeProvider.System,
            NullLogger<SourceStage>.Instance,
            new CheckpointBarrier(null, new CheckpointTurn(), TimeSpan.Zero, TimeSpan.Zero, 0, NullLogger.Instance),
            []);
        var lists = new Pool<ClickList>(list => list.Clear());
        var sessions = new SessionStage(
            new SessionTracker(options.Sessions, log.Partitions), new UserHistories(options.Users), rejected, batches, lists, options.Sessions, mostEarlier: 5, counters.Sessions);
        var events = Channel.CreateBounded<EventBatch>(options.Pipeline.EventBatches);
        var closed = Channel.CreateBounded<SessionBatch>(options.Pipeline.SessionBatches);
        var (mostOpen, clicks) = (0L, 0);

        var reading = source.RunAsync(events.Writer, Task.FromResult(ends), CancellationToken.None, CancellationToken.None);
        var tracking = sessions.RunAsync(events.Reader, closed.Writer, CancellationToken.None);
        var discarding = Task.Run(async () =>
        {
            await foreach (var batch in closed.Reader.ReadAllAsync())
            {
                mostOpen = Math.Max(mostOpen, counters.Sessions.Open);
                clicks += batch.Sessions.Sum(session => session.Items.Length);
                lists.Return(batch.Clicks);
            }
        });
        await reading;
        events.Writer.Complete();
        await tracking;
        closed.Writer.Complete();
        await discarding;
        return Text($"{mostOpen} sessions open at most, {clicks} clicks left in sessions");
    }

    private static Task<KafkaEventLog> OpenAsync(KafkaClients clients) =>
        KafkaEventLog.OpenAsync(clients, [], NullLogger<KafkaEventLog>.Instance, CancellationToken.None);

    private static void Poll(KafkaEventLog log, RecordBatch batch)
    {
        batch.Clear();
        log.Poll(batch, new PipelineOptions().BatchRecords, TimeSpan.FromMilliseconds(100));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Option(string[] args, string name, string otherwise) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;
}
