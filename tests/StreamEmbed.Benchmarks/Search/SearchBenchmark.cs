using System.Globalization;
using System.Text.Json;

namespace StreamEmbed.Benchmarks.Search;

/// <summary>Searches of the reader's copy: what they cost, what they find, what changes cost, what an item takes.</summary>
internal static class SearchBenchmark
{
    private const string Help = """
        search data ROWS DIMENSION SESSIONS VECTORS QUERIES
            trains a seeded corpus, SESSIONS for each row, and writes vectors and queries (little-endian floats)
        search noise ROWS DIMENSION VECTORS QUERIES    writes such files of directions without structure
        search serve VECTORS QUERIES DIMENSION TRUTH   reads commands, one a line, and answers each with a line of JSON:
            exact | approximate | float                the queries, each for 20 rows by cosine, with CPU time and recall
            exact-flat | flat                          the same of an index without lists
            moves STEP                                 moves every vector three times by a share of its length in deltas
            quit
        search memory ROWS DIMENSION                   bytes that a reader holds for an item, besides codes

        serve writes the rows and cosines of the true answers to TRUTH (int32 and float32 [queries × 20] each).
        search-vs-hnswlib.sh runs all of it beside hnswlib.
        """;

    public static int Run(string[] args)
    {
        switch (args)
        {
            case ["data", var rows, var dimension, var sessions, var vectors, var queries]:
                TrainedVectors.Write(Number(rows), Number(dimension), Number(sessions), vectors, queries);
                return 0;
            case ["noise", var rows, var dimension, var vectors, var queries]:
                TrainedVectors.WriteNoise(Number(rows), Number(dimension), vectors, queries);
                return 0;
            case ["serve", var vectors, var queries, var dimension, var truth]:
                Serve(new SearchTrial(TrainedVectors.Read(vectors), TrainedVectors.Read(queries), Number(dimension)), truth);
                return 0;
            case ["memory", var rows, var dimension]:
                ReaderMemory.Print(Number(rows), Number(dimension));
                return 0;
            default:
                Console.WriteLine(Help);
                return args is ["--help"] ? 0 : 2;
        }
    }

    private static void Serve(SearchTrial trial, string truth)
    {
        trial.WriteTruth(truth);
        Answer(new { built = trial.Lists, trial.BuildCpuSeconds, trial.CodeBytesARow });
        while (Console.ReadLine() is { } line && line != "quit")
        {
            Answer(line.Split(' ') switch
            {
                ["moves", var step] => trial.MoveAll(float.Parse(step, CultureInfo.InvariantCulture)),
                [var kind] => trial.Ask(kind),
                _ => throw new ArgumentException($"There is no command '{line}'."),
            });
        }
    }

    private static void Answer(object answer) => Console.WriteLine(JsonSerializer.Serialize(answer));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
