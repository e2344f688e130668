using StreamEmbed.Randomness;
using StreamEmbed.Search;

namespace StreamEmbed.Core.Tests.Search;

public sealed class ExactSearchTests
{
    private static readonly int[] Dimensions = [1, 2, 7, 16, 33, 64];
    private static readonly int[] Counts = [1, 2, 20, 333, 1000];

    public static TheoryData<CodedMetric, int> Cases =>
        new(from metric in Enum.GetValues<CodedMetric>() from dimension in Dimensions select (metric, dimension));

    [Theory]
    [MemberData(nameof(Cases))]
    public void FindExact_IsTheFloatScan_ForEveryKindOfVector(CodedMetric metric, int dimension)
    {
        var random = new SeededRandom(dimension, (int)metric);
        var scratch = new SearchScratch(dimension);
        foreach (var vectors in new[]
        {
            VectorSets.Clustered(3000, dimension, 40, random),
            VectorSets.Isotropic(1500, dimension, random),
            VectorSets.Awkward(2000, dimension, random),
            VectorSets.Clustered(31, dimension, 3, random),
            [],
        })
        {
            var index = Index(vectors, dimension).Freeze();
            foreach (var count in Counts)
            {
                var queries = new List<float[]> { VectorSets.Gaussian(dimension, random), new float[dimension] };
                if (vectors.Count > 0)
                {
                    queries.AddRange(Enumerable.Range(0, 4).Select(_ => vectors[random.NextInt(vectors.Count)]));
                    queries.Add(VectorSets.Near(vectors[0], random, 0.01f));
                }

                foreach (var query in queries)
                {
                    AssertIsTheFloatScan(index, vectors, query, metric, count, scratch);
                }
            }
        }
    }

    [Fact]
    public void FindExact_LooksAtFewVectors_WhenDirectionsDiffer()
    {
        // Not looking is the point of codes; without their certificate all 20,000 would be looked at.
        var random = new SeededRandom(5);
        var vectors = VectorSets.Clustered(20_000, 64, 200, random);
        var index = Index(vectors, 64).Freeze();
        var scratch = new SearchScratch(64);
        foreach (var metric in Enum.GetValues<CodedMetric>())
        {
            var seen = 0;
            for (var i = 0; i < 20; i++)
            {
                seen += AssertIsTheFloatScan(index, vectors, vectors[i], metric, 20, scratch);
            }

            Assert.InRange(seen / 20, 20, 1500);
        }
    }

    [Fact]
    public void Freeze_KeepsEarlierCopiesAsTheyWere_AfterRandomChanges()
    {
        const int Dimension = 9;
        for (var seed = 1; seed <= 5; seed++)
        {
            var random = new SeededRandom(seed);
            var scratch = new SearchScratch(Dimension);
            var index = new CodeIndex(Dimension);
            var vectors = new List<float[]>();
            var copies = new List<(FrozenCodeIndex Index, List<float[]> Vectors)>();
            for (var step = 0; step < 4000; step++)
            {
                Change(index, vectors, random, Dimension);
                if (random.NextInt(300) == 0)
                {
                    copies.Add((index.Freeze(), [.. vectors]));
                }
            }

            copies.Add((index.Freeze(), vectors));
            foreach (var (copy, expected) in copies)
            {
                Assert.Equal(expected.Count, copy.Count);
                foreach (var metric in Enum.GetValues<CodedMetric>())
                {
                    AssertIsTheFloatScan(copy, expected, VectorSets.Gaussian(Dimension, random), metric, 30, scratch);
                }
            }
        }
    }

    [Fact]
    public void Freeze_IsTheSameCopy_WhenNothingChanged()
    {
        var index = Index([[1, 2]], 2);

        Assert.Same(index.Freeze(), index.Freeze());
    }

    [Fact]
    public void Changes_Throw_WhenTheyAreWrong()
    {
        var index = Index([[1, 2]], 2);

        Assert.Throws<ArgumentException>(() => index.Add([1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Set(1, [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.RemoveAt(1));
    }

    private static void Change(CodeIndex index, List<float[]> vectors, SeededRandom random, int dimension)
    {
        var kind = random.NextInt(vectors.Count > 700 ? 4 : 3);
        if (kind == 0 || vectors.Count == 0)
        {
            vectors.Add(VectorSets.Gaussian(dimension, random));
            index.Add(vectors[^1]);
        }
        else if (kind == 1)
        {
            var row = random.NextInt(vectors.Count);
            vectors[row] = random.NextInt(10) == 0 ? new float[dimension] : VectorSets.Gaussian(dimension, random);
            index.Set(row, vectors[row]);
        }
        else if (kind == 3 || random.NextInt(3) == 0)
        {
            var row = random.NextInt(vectors.Count);
            vectors[row] = vectors[^1];
            vectors.RemoveAt(vectors.Count - 1);
            index.RemoveAt(row);
        }
        else
        {
            vectors.Add(VectorSets.Gaussian(dimension, random));
            index.Add(vectors[^1]);
        }
    }

    private static int AssertIsTheFloatScan(
        FrozenCodeIndex index, IReadOnlyList<float[]> vectors, float[] query, CodedMetric metric, int count, SearchScratch scratch)
    {
        var scorer = new FloatScorer(vectors, query, metric, count);

        index.FindExact(query, metric, count, scorer, scratch);

        Assert.Equal(FloatScorer.Scan(vectors, query, metric, count), scorer.Best);
        return scorer.Seen;
    }

    private static CodeIndex Index(IEnumerable<float[]> vectors, int dimension)
    {
        var index = new CodeIndex(dimension);
        foreach (var vector in vectors)
        {
            index.Add(vector);
        }

        return index;
    }
}
