using StreamEmbed.Randomness;
using StreamEmbed.Search.Kernels;
using StreamEmbed.Training.Kernels;

namespace StreamEmbed.Core.Tests.Search.Kernels;

public sealed unsafe class CodeKernelTests
{
    private const int Rows = CodeKernels.BlockRows;

    /// <summary>The sets that this processor has, without the instruction levels switched off in this run.</summary>
    public static TheoryData<KernelSet> Sets => new(Enum.GetValues<KernelSet>().Where(CodeKernels.IsSupported));

    [Theory]
    [MemberData(nameof(Sets))]
    public void Sums_AreThoseOfThePlainLoop_ForEveryWidthAndCount(KernelSet set)
    {
        var random = new SeededRandom(1);
        foreach (var width in Enumerable.Range(1, 32).Select(i => i * CodeKernels.WidthMultiple).Append(512))
        {
            for (var blocks = 0; blocks <= 3; blocks++)
            {
                // The last is all extremes: no product may overflow on its way.
                for (var extreme = 0; extreme <= 1; extreme++)
                {
                    var values = new int[blocks * Rows, width];
                    var query = new sbyte[width];
                    for (var d = 0; d < width; d++)
                    {
                        query[d] = (sbyte)Value(random, extreme);
                        for (var r = 0; r < blocks * Rows; r++)
                        {
                            values[r, d] = extreme == 1 && r % 2 == 0 ? query[d] : Value(random, extreme);
                        }
                    }

                    AssertSums(CodeKernels.Of(set), values, query);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Mark_ValuesRowsAsTheEquationsSay(KernelSet set)
    {
        var random = new SeededRandom(2);
        for (var blocks = 0; blocks <= 3; blocks++)
        {
            var rows = blocks * Rows;
            foreach (var byNorm in new[] { false, true })
            {
                int[] sums = [.. Enumerable.Range(0, rows).Select(_ => random.NextInt(200_000) - 100_000)];
                float[] scales = Floats(random, rows), errors = Floats(random, rows), norms = Floats(random, rows), values = new float[rows];
                var marks = new uint[blocks];
                var measure = new RowMeasure
                {
                    Scale = 1e-4f,
                    Offset = 0.5f,
                    ErrorWeight = 0.25f,
                    ByNorm = byNorm,
                    SquareWeight = 0.75f,
                    Threshold = byNorm ? 0.25f : 1,
                };
                // The first row of each block is exactly at the threshold, the second is no number: neither is surely below.
                for (var first = 0; first < rows; first += Rows)
                {
                    (sums[first], errors[first], norms[first]) = (0, 2, 1);
                    errors[first + 1] = float.NaN;
                }

                bool any;
                fixed (int* s = sums)
                fixed (float* a = scales, e = errors, n = norms, v = values)
                fixed (uint* m = marks)
                {
                    any = CodeKernels.Of(set).Mark(s, a, e, n, blocks, measure, v, m);
                }

                Assert.Equal(blocks > 0, any);
                for (var r = 0; r < rows; r++)
                {
                    var value = MathF.FusedMultiplyAdd(sums[r], scales[r] * measure.Scale, measure.Offset);
                    value = MathF.FusedMultiplyAdd(errors[r], measure.ErrorWeight, value);
                    value = byNorm ? MathF.FusedMultiplyAdd(-(norms[r] * norms[r]), measure.SquareWeight, value * norms[r]) : value;
                    var marked = (marks[r / Rows] >> (r % Rows) & 1) == 1;
                    Assert.Equal(!(value < measure.Threshold), marked);
                    // A platform without fused operations rounds once more.
                    Assert.Equal(value, values[r], 1e-5f);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Mark_MarksNothing_WhenAllRowsAreBelow(KernelSet set)
    {
        var sums = stackalloc int[Rows];
        var floats = stackalloc float[Rows];
        var marks = uint.MaxValue;

        Assert.False(CodeKernels.Of(set).Mark(sums, floats, floats, floats, 1, new RowMeasure { Threshold = 1 }, floats, &marks));

        Assert.Equal(0u, marks);
    }

    private static void AssertSums(CodeKernels kernels, int[,] values, sbyte[] query)
    {
        const int Canary = 123_456_789;
        var (rows, width) = (values.GetLength(0), values.GetLength(1));
        // One byte off every alignment.
        var codes = new byte[(rows * width) + 1];
        var expected = new int[rows + 1];
        expected[rows] = Canary;
        var sums = Enumerable.Repeat(Canary, rows + 1).ToArray();
        for (var r = 0; r < rows; r++)
        {
            for (var d = 0; d < width; d++)
            {
                codes[1 + (r / Rows * Rows * width) + (d / 4 * Rows * 4) + (r % Rows * 4) + (d % 4)] = (byte)(values[r, d] + CodeKernels.Zero);
                expected[r] += values[r, d] * query[d];
            }
        }

        fixed (byte* c = codes)
        fixed (sbyte* q = query)
        fixed (int* s = sums)
        {
            kernels.Sums(c + 1, q, width, rows / Rows, -CodeKernels.Zero * query.Sum(x => x), s);
        }

        Assert.Equal(expected, sums);
    }

    private static int Value(SeededRandom random, int extreme) => extreme == 1
        ? random.NextInt(2) == 0 ? -CodeKernels.Largest : CodeKernels.Largest
        : random.NextInt((2 * CodeKernels.Largest) + 1) - CodeKernels.Largest;

    private static float[] Floats(SeededRandom random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
}
