using System.Globalization;
using StreamEmbed.Events;
using StreamEmbed.Sessions;

namespace StreamEmbed.Benchmarks.Sessions;

/// <summary>
/// The tracker alone, one thread: events per CPU-second, bytes per open session and bytes allocated, at ten thousand to a
/// million open sessions. Arguments: numbers of open sessions; before them <c>--no-earlier</c> to remember nothing of users without
/// an open session, which shows what the open sessions take by themselves.
/// </summary>
/// <remarks>
/// Events come in batches as from the decoder, that is with their strings in the processor's cache. The CPU time of the tracker
/// is taken in rounds: the median says what this machine does now, the best round what it does when left alone.
/// </remarks>
internal static class SessionTrackerBenchmark
{
    private const int Batch = 500;
    private const int BatchesInRound = 500;
    private const int Rounds = 24;

    private static readonly ItemEvent[] Events = new ItemEvent[Batch];
    private static readonly Admission[] Admissions = new Admission[Batch];

    public static int Run(string[] args)
    {
        var options = new SessionOptions();
        if (args is ["--no-earlier", .. var rest])
        {
            (options, args) = (options with { EarlierUsers = 1 }, rest);
        }

        int[] sizes = args.Length > 0 ? [.. args.Select(size => int.Parse(size, CultureInfo.InvariantCulture))] : [10_000, 100_000, 1_000_000];
        Console.WriteLine("open sessions | events in each | bytes in each, ids apart | M events / CPU-s, median (best) | ns an event, median (best) | bytes allocated a closed session");
        foreach (var size in sizes)
        {
            Measure(size, options);
        }

        return 0;
    }

    private static void Measure(int size, SessionOptions options)
    {
        var traffic = new SessionTraffic(size);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var tracker = new SessionTracker(options, [0]);

        // Half of it fills the tracker; the other half brings the pools to the state in which places are used again.
        Feed(tracker, traffic, 6L * size / Batch);

        var open = tracker.OpenSessions;
        var items = (double)tracker.OpenEvents / open;
        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / open;
        var closedBefore = tracker.Counts.Closed(SessionEnd.Gap);
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        var rounds = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            rounds[round] = Feed(tracker, traffic, BatchesInRound).TotalNanoseconds / (BatchesInRound * Batch);
        }

        var allocated = (double)(GC.GetAllocatedBytesForCurrentThread() - allocatedBefore) / (tracker.Counts.Closed(SessionEnd.Gap) - closedBefore);
        Array.Sort(rounds);
        var (median, best) = (rounds[Rounds / 2], rounds[0]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{open,13} | {items,14:F2} | {bytes,24:F0} | {1_000 / median,22:F2} ({1_000 / best:F2}) | {median,19:F0} ({best:F0}) | {allocated,32:F0}"));
    }

    private static TimeSpan Feed(SessionTracker tracker, SessionTraffic traffic, long batches)
    {
        var spent = TimeSpan.Zero;
        for (var batch = 0L; batch < batches; batch++)
        {
            traffic.Fill(Events);
            var started = Environment.CpuUsage.TotalTime;
            tracker.AddAll(Events, Admissions);
            spent += Environment.CpuUsage.TotalTime - started;
            tracker.Output.Clear();
        }

        return spent;
    }
}
