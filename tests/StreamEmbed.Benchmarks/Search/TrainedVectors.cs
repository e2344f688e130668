using System.Runtime.InteropServices;
using StreamEmbed.Benchmarks.Training;
using StreamEmbed.Serving;
using StreamEmbed.Training;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Benchmarks.Search;

/// <summary>Vectors as the service publishes them, and queries as users ask them, as files of little-endian floats without a header.</summary>
/// <remarks>
/// The model learns a seeded corpus of sessions once. The rows are a seeded choice of its items; a query is what a user's
/// vector is, the mean of the vectors of the last items of a session that the model has not seen.
/// </remarks>
internal static class TrainedVectors
{
    // More items than rows: those that no session names have no vector.
    private const double ItemsForARow = 1.2;
    private const int Queries = 2_000;
    private const int Recent = 10;

    /// <summary>Trains, and writes both files.</summary>
    /// <param name="sessions">Sessions trained for each row: the more, the more structure the vectors have.</param>
    public static void Write(int rows, int dimension, int sessions, string vectorFile, string queryFile)
    {
        var items = (int)(rows * ItemsForARow);
        var generator = new TopicSessions(items, seed: 1);
        var model = new ItemEmbeddings(new TrainingOptions { Dimension = dimension, Replay = 0 }, new VocabularyOptions());
        for (var session = 0; session < checked(rows * sessions); session++)
        {
            model.Train(generator.Next(session));
        }

        var trained = new List<ItemRow>();
        model.CopyAll(trained);
        if (trained.Count < rows)
        {
            throw new InvalidOperationException($"Only {trained.Count} items were seen where {rows} are wanted.");
        }

        var chosen = CollectionsMarshal.AsSpan(trained);
        new Random(1).Shuffle(chosen);
        using (var file = File.Create(vectorFile))
        {
            foreach (var row in chosen[..rows])
            {
                file.Write(MemoryMarshal.AsBytes<float>(row.Vector));
            }
        }

        using var asked = File.Create(queryFile);
        for (var query = 0; query < Queries; query++)
        {
            asked.Write(MemoryMarshal.AsBytes<float>(UserVector(model, generator, query)));
        }
    }

    /// <summary>Writes directions without any structure, rows and queries: what no lists can help with.</summary>
    public static void WriteNoise(int rows, int dimension, string vectorFile, string queryFile)
    {
        var random = new Random(1);
        foreach (var (file, count) in new[] { (vectorFile, rows), (queryFile, Queries / 4) })
        {
            using var stream = File.Create(file);
            var vector = new float[dimension];
            for (var row = 0; row < count; row++)
            {
                for (var d = 0; d < dimension; d++)
                {
                    vector[d] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble()));
                }

                stream.Write(MemoryMarshal.AsBytes<float>(vector));
            }
        }
    }

    /// <summary>Reads a file.</summary>
    public static float[] Read(string file)
    {
        using var stream = File.OpenRead(file);
        var numbers = GC.AllocateUninitializedArray<float>(checked((int)(stream.Length / sizeof(float))));
        stream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    private static float[] UserVector(ItemEmbeddings model, TopicSessions generator, int number)
    {
        while (true)
        {
            var sum = new float[model.Dimension];
            var found = 0;
            foreach (var item in generator.Next(number).Items.TakeLast(Recent))
            {
                if (model.TryGetVector(item, out var vector))
                {
                    found++;
                    for (var d = 0; d < sum.Length; d++)
                    {
                        sum[d] += vector[d];
                    }
                }
            }

            if (found > 0)
            {
                return [.. sum.Select(x => x / found)];
            }
        }
    }
}
