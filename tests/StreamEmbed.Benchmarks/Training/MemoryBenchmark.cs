using System.Globalization;
using StreamEmbed.Events;
using StreamEmbed.Sessions;
using StreamEmbed.Training;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Benchmarks.Training;

/// <summary>Bytes an item costs besides its vectors, and what a session costs while the vocabulary grows.</summary>
internal static class MemoryBenchmark
{
    private const string Help = """
        memory [--items N] [--dimension 64,128] [--sessions N]

        Admits N items (1,000,000 by default) and prints bytes per item on the managed and pinned heaps, id included.
        Then trains N sessions (200,000 by default) of a known catalogue, and the same ones with one new item in each.
        """;

    public static int Run(string[] args)
    {
        if (args.Contains("--help"))
        {
            Console.WriteLine(Help);
            return 0;
        }

        var items = int.Parse(Option(args, "--items", "1000000"), CultureInfo.InvariantCulture);
        var sessions = int.Parse(Option(args, "--sessions", "200000"), CultureInfo.InvariantCulture);
        foreach (var dimension in Option(args, "--dimension", "64,128").Split(','))
        {
            PrintBytes(items, int.Parse(dimension, CultureInfo.InvariantCulture));
        }

        var generator = new TopicSessions(100_000, seed: 1);
        Session[] corpus = [.. Enumerable.Range(0, sessions).Select(generator.Next)];
        for (var round = 1; round <= 2; round++)
        {
            var known = CpuOf(corpus, withNew: false);
            var growing = CpuOf(corpus, withNew: true);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round}: {known / sessions * 1e6:F1} us of CPU a session, {growing / sessions * 1e6:F1} with a new item in each: {growing / known:F2} x"));
        }

        return 0;
    }

    private static void PrintBytes(int items, int dimension)
    {
        var model = new ItemEmbeddings(new TrainingOptions { Dimension = dimension }, new VocabularyOptions());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < items; i++)
        {
            model.Observe(new ItemId(string.Create(CultureInfo.InvariantCulture, $"item{i}")), [], [], 1_700_000_000_000 + i, 1);
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)items;
        var (vectors, average) = (2 * sizeof(float) * dimension, sizeof(ushort) * dimension);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{model.Known} items of dimension {dimension}: {bytes:F0} bytes an item, {vectors} of them input and context, {average} the average, {bytes - vectors - average:F0} all the rest"));
    }

    // The catalogue is known before; the new item stands in place of the session's last one, so both train as many.
    private static double CpuOf(Session[] corpus, bool withNew)
    {
        var model = new ItemEmbeddings(new TrainingOptions(), new VocabularyOptions());
        foreach (var session in corpus.AsSpan(0, corpus.Length / 4))
        {
            model.Train(session);
        }

        Session[] sessions = [.. corpus.Select((session, i) => withNew ? WithNew(session, i) : session)];
        GC.Collect();
        var before = Environment.CpuUsage.TotalTime;
        Array.ForEach(sessions, model.Train);
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static Session WithNew(Session session, int number) =>
        session with { Items = [.. session.Items[..^1], new ItemId(string.Create(CultureInfo.InvariantCulture, $"new{number}"))] };

    private static string Option(string[] args, string name, string otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
    }
}
