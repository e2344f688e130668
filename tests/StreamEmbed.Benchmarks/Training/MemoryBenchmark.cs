using System.Globalization;
using StreamEmbed.Events;
using StreamEmbed.Randomness;
using StreamEmbed.Sessions;
using StreamEmbed.Training;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Benchmarks.Training;

/// <summary>What an item costs besides its vectors, and what a session costs while the vocabulary grows, and when it is large.</summary>
internal static class MemoryBenchmark
{
    private const string Help = """
        memory items [--items N] [--dimension 64,128]   bytes an item: admits N (1,000,000 by default) by one click each
        memory growth [--sessions N] [--rounds N]       N sessions (1,000,000) of a known catalogue of 100,000 items, and the same with a new item in each
        memory size [--items N] [--sessions N]          sessions a CPU-second with 100,000 items and with N (10,000,000), dimension 64: needs 10 GB
        """;

    private const int Catalogue = 100_000;
    private const int Batch = 20_000;
    private const long StartMs = 1_700_000_000_000;

    public static int Run(string[] args)
    {
        switch (args.FirstOrDefault())
        {
            case "items":
                foreach (var dimension in Option(args, "--dimension", "64,128").Split(','))
                {
                    PrintBytes(Number(args, "--items", 1_000_000), int.Parse(dimension, CultureInfo.InvariantCulture));
                }

                return 0;
            case "growth":
                PrintGrowth(Number(args, "--sessions", 1_000_000), Number(args, "--rounds", 3));
                return 0;
            case "size":
                PrintSize(Number(args, "--items", 10_000_000), Number(args, "--sessions", 60_000));
                return 0;
            default:
                Console.WriteLine(Help);
                return args is ["--help"] ? 0 : 2;
        }
    }

    private static void PrintBytes(int items, int dimension)
    {
        var model = new ItemEmbeddings(new TrainingOptions { Dimension = dimension }, new VocabularyOptions());
        var (heapBefore, residentBefore) = Memory();
        Admit(model, items);
        var (heap, resident) = Memory();
        var (vectors, average) = (2 * sizeof(float) * dimension, sizeof(ushort) * dimension);
        Print(
            $"{model.Known} items of dimension {dimension}: {vectors} bytes of input and context and {average} of average an item; all the rest {Rest(heapBefore, heap):F0} of the heaps, {Rest(residentBefore, resident):F0} resident");
        GC.KeepAlive(model);

        double Rest(long before, long after) => ((after - before) / (double)items) - vectors - average;
    }

    // The catalogue is known before; the new item stands in place of the session's last one, so both train as many.
    private static void PrintGrowth(int sessions, int rounds)
    {
        var (known, growing) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            known.Add(GrowthOf(sessions, withNew: false));
            growing.Add(GrowthOf(sessions, withNew: true));
            Print($"round {round + 1}: {known[^1]:F1} us of CPU a session, {growing[^1]:F1} with a new item in each: {growing[^1] / known[^1]:F2} x");
        }

        Print($"median: {Median(known):F1} us, {Median(growing):F1} with a new item: {Median(known.Zip(growing, (k, g) => g / k)):F2} x");
    }

    private static double GrowthOf(int sessions, bool withNew)
    {
        var generator = new TopicSessions(Catalogue, seed: 1);
        var model = new ItemEmbeddings(new TrainingOptions(), new VocabularyOptions());
        for (var i = 0; i < 50_000; i++)
        {
            model.Train(generator.Next(i));
        }

        return MicrosecondsASession(model, sessions, i => withNew ? WithNew(generator.Next(i), i) : generator.Next(i));
    }

    private static void PrintSize(int items, int sessions)
    {
        foreach (var isUniform in (bool[])[false, true])
        {
            var (few, many) = (SizeOf(Catalogue, sessions, isUniform), SizeOf(items, sessions, isUniform));
            Print(
                $"items drawn {(isUniform ? "alike" : "by popularity")}: {few:F1} us of CPU a session with {Catalogue} items, {many:F1} with {items}: throughput {few / many:F2} x");
        }
    }

    private static double SizeOf(int items, int sessions, bool isUniform)
    {
        var model = new ItemEmbeddings(new TrainingOptions { Dimension = 64 }, new VocabularyOptions { MaxItems = 2 * items });
        Admit(model, items);
        var random = new SeededRandom(1);
        var generator = isUniform ? null : new TopicSessions(items, seed: 1);
        Session Next(int number) => generator is null
            ? TopicSessions.Of(number, Enumerable.Range(0, 8).Select(_ => Item(random.NextInt(items))))
            : generator.Next(number);

        MicrosecondsASession(model, sessions, Next);
        return Median([.. Enumerable.Range(0, 3).Select(_ => MicrosecondsASession(model, sessions, Next))]);
    }

    // Sessions are made a batch at a time, outside of what is timed.
    private static double MicrosecondsASession(ItemEmbeddings model, int sessions, Func<int, Session> next)
    {
        var cpu = TimeSpan.Zero;
        for (var first = 0; first < sessions; first += Batch)
        {
            Session[] batch = [.. Enumerable.Range(first, Math.Min(Batch, sessions - first)).Select(next)];
            var before = Environment.CpuUsage.TotalTime;
            Array.ForEach(batch, model.Train);
            cpu += Environment.CpuUsage.TotalTime - before;
        }

        return cpu.TotalMicroseconds / sessions;
    }

    private static void Admit(ItemEmbeddings model, int items)
    {
        for (var i = 0; i < items; i++)
        {
            model.Observe(Item(i), [], [], StartMs + (i / 100), 1);
        }
    }

    // Named as those of the sessions.
    private static ItemId Item(int number) => new(string.Create(CultureInfo.InvariantCulture, $"i{number}"));

    private static Session WithNew(Session session, int number) =>
        session with { Items = [.. session.Items[..^1], new ItemId(string.Create(CultureInfo.InvariantCulture, $"new{number}"))] };

    private static (long Heap, long Resident) Memory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static int Number(string[] args, string name, int otherwise) =>
        int.Parse(Option(args, name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    private static string Option(string[] args, string name, string otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
