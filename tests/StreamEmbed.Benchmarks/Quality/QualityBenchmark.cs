using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using StreamEmbed.Evaluation;
using StreamEmbed.Events;
using StreamEmbed.TestKit.Training;
using StreamEmbed.Training;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Benchmarks.Quality;

/// <summary>Next-item quality of the preset beside the same preset trained pair by pair, on recorded clicks.</summary>
internal static class QualityBenchmark
{
    private const string Help = """
        quality FILE.csv.gz... [--seeds N]

        Prints HR@20 / MRR@20 of the best fixed scoring (protocol sessions, warm-up 0.8, about 5,000 positions) for the streaming
        preset and for the pair-by-pair reference with the same options, and the CPU seconds of training and scoring together.
        """;

    public static int Run(string[] args)
    {
        var files = args.TakeWhile(arg => !arg.StartsWith("--", StringComparison.Ordinal)).ToArray();
        if (files.Length == 0)
        {
            Console.WriteLine(Help);
            return args.Contains("--help") ? 0 : 2;
        }

        var seeds = Array.IndexOf(args, "--seeds") is >= 0 and var at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 1;
        foreach (var file in files)
        {
            var sessions = RecordedSessions.Cut(Read(file), 30 * 60_000, 0.8);
            for (var seed = 1; seed <= seeds; seed++)
            {
                var options = new TrainingOptions { Seed = seed };
                var blocks = new ItemEmbeddings(options, new VocabularyOptions { TimeToLive = TimeSpan.FromDays(9_999) });
                Print(file, $"preset, seed {seed}", sessions, new StreamingModel(blocks));
                Print(file, $"pair by pair, seed {seed}", sessions, new PairwiseModel(options));
                Print(file, $"pair by pair, averaged contexts, seed {seed}", sessions, new PairwiseModel(options, averageContexts: true));
            }
        }

        return 0;
    }

    private static void Print(string file, string system, RecordedSessions sessions, IVectorModel model)
    {
        var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var recommender = new VectorRecommender(sessions, model);
        var evaluation = new SessionEvaluation(sessions, recommender, k: 20, sample: 5_000);
        while (evaluation.Learn(int.MaxValue))
        {
            evaluation.Score();
        }

        process.Refresh();
        var (best, scoring) = evaluation.Measures.Zip(recommender.Variants).MaxBy(pair => (pair.First.HitRate, pair.First.ReciprocalRank));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileName(file)}: {system}: {100 * best.HitRate:F1} / {100 * best.ReciprocalRank:F1} ({scoring}), {best.Positions} positions, {(process.TotalProcessorTime - before).TotalSeconds:F1} CPU-s"));
    }

    // The files of data sets are plain: no quotes, and a header that is known.
    private static List<ItemEvent> Read(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        reader.ReadLine();
        var events = new List<ItemEvent>();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(',');
            events.Add(new ItemEvent(
                new UserId(fields[0]), new ItemId(fields[1]), long.Parse(fields[2], CultureInfo.InvariantCulture), 1, new SourcePosition(0, events.Count)));
        }

        return events;
    }
}
