using System.Diagnostics;
using System.Globalization;
using StreamEmbed.Events;
using StreamEmbed.Sessions;
using StreamEmbed.Training;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Benchmarks.Training;

/// <summary>Tokens per CPU-second of the trainer: id look-up, new rows, counters and training in one pass over sessions in memory.</summary>
internal static class TrainBenchmark
{
    private const string Help = """
        train [--sessions N] [--items N] [--file SESSIONS --topics TOPICS] [--rounds N] [--dimension 64,128] [--preset streaming,throughput] [--replay N] [--fresh-noise N] [--rate R] [--quality] [--write FILE]

        Trains on a seeded synthetic corpus (250,000 sessions of 100,000 items by default), without replay by default,
        so that each token is trained once. Prints tokens per CPU-second of each round's pass, and with --quality the share of
        neighbours in the item's own topic. --write stores the corpus, one session a line, for other trainers; --file trains
        on such a file, --topics names a file with lines "item topic" to judge it by.
        """;

    public static int Run(string[] args)
    {
        if (args.Contains("--help"))
        {
            Console.WriteLine(Help);
            return 0;
        }

        var sessions = int.Parse(Option(args, "--sessions", "250000"), CultureInfo.InvariantCulture);
        var items = int.Parse(Option(args, "--items", "100000"), CultureInfo.InvariantCulture);
        var rounds = int.Parse(Option(args, "--rounds", "3"), CultureInfo.InvariantCulture);
        var dimensions = Option(args, "--dimension", "64,128").Split(',');
        var presets = Option(args, "--preset", "streaming,throughput").Split(',');

        var (corpus, topicOf) = Corpus(args, sessions, items);
        var tokens = corpus.Sum(s => (long)s.Items.Length);
        Console.WriteLine($"{sessions} sessions, {tokens} tokens, kernels {Kernels()}");
        if (Option(args, "--write", "") is { Length: > 0 } file)
        {
            File.WriteAllLines(file, corpus.Select(s => string.Join(' ', s.Items)));
        }

        // One short pass of everything first: the JIT's work is not training.
        var settings = (from preset in presets from dimension in dimensions select Options(args, preset, dimension)).ToArray();
        foreach (var options in settings)
        {
            Train(options, corpus.AsSpan(0, Math.Min(20_000, sessions)), out _);
        }

        for (var round = 1; round <= rounds; round++)
        {
            foreach (var options in settings)
            {
                var model = Train(options, corpus, out var cpuSeconds);
                var stats = model.Stats;
                var trained = stats.Tokens + stats.ReplayedTokens;
                var quality = args.Contains("--quality") ? $", q10 {TopicPurity.Measure(model, topicOf):F3}" : "";
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"round {round}: {options.Preset} {options.Dimension}: {trained / cpuSeconds / 1000:F0}k tokens per CPU-second, {cpuSeconds:F2} CPU-s, loss {stats.PositiveLoss / stats.PositiveWeight:F3} / {stats.NegativeLoss / stats.NegativeWeight:F3}, items {model.Count}{quality}"));
            }
        }

        return 0;
    }

    private static (Session[] Sessions, Func<ItemId, int> TopicOf) Corpus(string[] args, int sessions, int items)
    {
        if (Option(args, "--file", "") is { Length: > 0 } file)
        {
            var topics = Option(args, "--topics", "") is { Length: > 0 } topicFile
                ? File.ReadLines(topicFile).Select(l => l.Split(' ')).ToDictionary(p => new ItemId(p[0]), p => int.Parse(p[1], CultureInfo.InvariantCulture))
                : [];
            return ([.. File.ReadLines(file).Take(sessions).Select((line, i) => TopicSessions.Of(i, line.Split(' ').Select(s => new ItemId(s))))], item => topics[item]);
        }

        var generator = new TopicSessions(items, seed: 1);
        return ([.. Enumerable.Range(0, sessions).Select(generator.Next)], generator.TopicOf);
    }

    private static ItemEmbeddings Train(TrainingOptions options, ReadOnlySpan<Session> corpus, out double cpuSeconds)
    {
        GC.Collect();
        var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var model = new ItemEmbeddings(options, new VocabularyOptions());
        for (var i = 0; i < corpus.Length; i++)
        {
            if (i % 256 == 0)
            {
                model.Progress = i / (double)corpus.Length;
            }

            model.Enqueue(corpus[i]);
        }

        model.Flush();
        process.Refresh();
        cpuSeconds = (process.TotalProcessorTime - before).TotalSeconds;
        return model;
    }

    private static TrainingOptions Options(string[] args, string preset, string dimension) => new()
    {
        Preset = Enum.Parse<TrainingPreset>(preset, ignoreCase: true),
        Dimension = int.Parse(dimension, CultureInfo.InvariantCulture),
        Replay = int.Parse(Option(args, "--replay", "0"), CultureInfo.InvariantCulture),
        FreshNoiseRows = Option(args, "--fresh-noise", "") is { Length: > 0 } fresh ? int.Parse(fresh, CultureInfo.InvariantCulture) : null,
        Rate = Option(args, "--rate", "") is { Length: > 0 } rate ? double.Parse(rate, CultureInfo.InvariantCulture) : null,
    };

    private static string Kernels() => new ItemEmbeddings(new TrainingOptions(), new VocabularyOptions()).Kernels.ToString();

    private static string Option(string[] args, string name, string otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
    }
}
