using StreamEmbed.Randomness;
using StreamEmbed.Search;

namespace StreamEmbed.Core.Tests.Search;

/// <summary>Searches of an index whose rows lie in lists.</summary>
public sealed class ListedSearchTests
{
    private const int Wanted = 20;

    [Theory]
    [InlineData(CodedMetric.Cosine)]
    [InlineData(CodedMetric.InnerProduct)]
    [InlineData(CodedMetric.Euclidean)]
    public void FindExact_IsTheFloatScan_AfterRandomChanges(CodedMetric metric)
    {
        foreach (var dimension in new[] { 7, 33 })
        {
            var random = new SeededRandom(dimension, (int)metric);
            var scratch = new SearchScratch(dimension);
            var vectors = VectorSets.Clustered(3000, dimension, 25, random);
            vectors.AddRange(VectorSets.Awkward(600, dimension, random));
            var index = Build(vectors, dimension);
            Assert.InRange(index.Lists, 64, 128);
            var before = (Index: index.Freeze(), Vectors: vectors.ToList());

            Change(index, vectors, 4000, dimension, random);

            foreach (var (copy, expected) in new[] { before, (index.Freeze(), vectors) })
            {
                Assert.Equal(expected.Count, copy.Count);
                foreach (var count in new[] { 1, 20, 1000 })
                {
                    foreach (var query in new[] { VectorSets.Gaussian(dimension, random), expected[random.NextInt(expected.Count)], new float[dimension] })
                    {
                        var scorer = new FloatScorer(expected, query, metric, count);
                        copy.FindExact(query, metric, count, scorer, scratch);
                        Assert.Equal(FloatScorer.Scan(expected, query, metric, count), scorer.Best);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(CodedMetric.Cosine)]
    [InlineData(CodedMetric.InnerProduct)]
    [InlineData(CodedMetric.Euclidean)]
    public void FindLikely_FindsNearlyAll_AlsoWhenEveryVectorHasMovedThreeTimes(CodedMetric metric)
    {
        const int Dimension = 32;
        var random = new SeededRandom(3, (int)metric);
        var vectors = VectorSets.Clustered(12_000, Dimension, 150, random);
        var index = Build(vectors, Dimension);
        Assert.InRange(Recall(index.Freeze(), vectors, metric, random, out var scanned), 0.98, 1);
        Assert.InRange(scanned, 0, 0.25);

        for (var pass = 0; pass < 3; pass++)
        {
            for (var row = 0; row < vectors.Count; row++)
            {
                vectors[row] = Moved(vectors[row], random);
                index.Set(row, vectors[row]);
            }
        }

        Assert.InRange(Recall(index.Freeze(), vectors, metric, random, out _), 0.98, 1);
    }

    [Fact]
    public void FindLikely_FindsNearlyAll_WhenCountIsOfAnySize()
    {
        const int Dimension = 16;
        var random = new SeededRandom(8);
        var vectors = VectorSets.Clustered(9_000, Dimension, 90, random);
        var (index, scratch) = (Build(vectors, Dimension).Freeze(), new SearchScratch(Dimension));
        foreach (var count in new[] { 1, 100, 1000, 10_000 })
        {
            var query = VectorSets.Near(vectors[7], random, 0.1f);
            var scorer = new FloatScorer(vectors, query, CodedMetric.Cosine, count);
            index.FindLikely(query, CodedMetric.Cosine, count, scorer, scratch);
            var expected = FloatScorer.Scan(vectors, query, CodedMetric.Cosine, count);
            Assert.InRange(scorer.Best.Intersect(expected).Count() / (double)expected.Count, 0.97, 1);
        }
    }

    [Fact]
    public void Build_MakesOneList_WhenRowsHaveNoStructure()
    {
        var random = new SeededRandom(4);

        Assert.Equal(1, Build(VectorSets.Isotropic(5_000, 48, random), 48).Lists);
    }

    [Fact]
    public void Build_MakesOneList_OfFewRows() => Assert.Equal(1, Build([[1, 2], [3, 4]], 2).Lists);

    [Fact]
    public void Build_IsTheSame_ForTheSameRows()
    {
        var vectors = VectorSets.Clustered(2_000, 8, 20, new SeededRandom(1));
        var answers = Enumerable.Range(0, 2).Select(_ =>
        {
            var scorer = new FloatScorer(vectors, vectors[5], CodedMetric.Cosine, 10);
            Build(vectors, 8).Freeze().FindLikely(vectors[5], CodedMetric.Cosine, 10, scorer, new SearchScratch(8));
            return scorer.Seen;
        }).ToArray();

        Assert.Equal(answers[0], answers[1]);
    }

    [Fact]
    public void Build_Stops_WhenItIsCancelled() =>
        Assert.Throws<OperationCanceledException>(() => CodeIndex.Build(
            new VectorList(VectorSets.Clustered(1_000, 4, 5, new SeededRandom(1))), 4, seed: 1, new CancellationToken(canceled: true)));

    private static double Recall(FrozenCodeIndex index, List<float[]> vectors, CodedMetric metric, SeededRandom random, out double scanned)
    {
        const int Queries = 60;
        var scratch = new SearchScratch(vectors[0].Length);
        var (found, rows) = (0, 0L);
        for (var i = 0; i < Queries; i++)
        {
            var query = VectorSets.Near(vectors[random.NextInt(vectors.Count)], random, 0.1f);
            var scorer = new FloatScorer(vectors, query, metric, Wanted);
            index.FindLikely(query, metric, Wanted, scorer, scratch);
            found += scorer.Best.Intersect(FloatScorer.Scan(vectors, query, metric, Wanted)).Count();
            rows += index.CountLikely(query, Wanted, scratch);
        }

        scanned = rows / ((double)Queries * vectors.Count);
        return found / ((double)Queries * Wanted);
    }

    private static void Change(CodeIndex index, List<float[]> vectors, int steps, int dimension, SeededRandom random)
    {
        for (var step = 0; step < steps; step++)
        {
            var row = random.NextInt(vectors.Count);
            switch (random.NextInt(3))
            {
                case 0:
                    vectors.Add(random.NextInt(9) == 0 ? new float[dimension] : VectorSets.Gaussian(dimension, random));
                    index.Add(vectors[^1]);
                    break;
                case 1:
                    vectors[row] = VectorSets.Near(vectors[random.NextInt(vectors.Count)], random);
                    index.Set(row, vectors[row]);
                    break;
                default:
                    vectors[row] = vectors[^1];
                    vectors.RemoveAt(vectors.Count - 1);
                    index.RemoveAt(row);
                    break;
            }
        }
    }

    // By a tenth of its length, in any direction.
    private static float[] Moved(float[] vector, SeededRandom random)
    {
        var step = VectorSets.Gaussian(vector.Length, random);
        var scale = 0.1f * MathF.Sqrt(VectorScores.Dot(vector, vector) / VectorScores.Dot(step, step));
        return [.. vector.Zip(step, (x, s) => x + (scale * s))];
    }

    private static CodeIndex Build(List<float[]> vectors, int dimension) => CodeIndex.Build(new VectorList(vectors), dimension, seed: 1);

    private sealed class VectorList(List<float[]> vectors) : IVectorRows
    {
        public int Count => vectors.Count;

        public ReadOnlySpan<float> VectorOf(int row) => vectors[row];
    }
}
