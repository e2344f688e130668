using StreamEmbed.Randomness;

namespace StreamEmbed.Training.Kernels;

public sealed unsafe class ScoresKernelTests
{
    [Theory]
    [ClassData(typeof(KernelSets))]
    public void Scores_AreTheDotProducts_ForEveryWidthAndCount(KernelSet set)
    {
        var kernels = BlockKernels.Of(set);
        var random = new SeededRandom(1);
        foreach (var width in Widths())
        {
            for (var count = 0; count <= (width <= 64 ? 256 : 48); count += 4)
            {
                var stride = count + 5;
                var inputs = GuardedFloats.Rows(BlockKernels.Tokens, width, random);
                var contexts = GuardedFloats.Rows(count, width, random);
                var packed = new GuardedFloats(BlockKernels.Tokens * width);
                var scores = new GuardedFloats(BlockKernels.Tokens * stride);

                var inputRows = new RowPointers(inputs);
                var contextRows = new RowPointers(contexts);
                kernels.Pack(inputRows.Pointer, width, packed.Pointer);
                kernels.Scores(packed.Pointer, width, contextRows.Pointer, count, scores.Pointer, stride);
                // A pointer keeps nothing alive: without this the collector may take the memory while the kernel runs.
                GC.KeepAlive((inputRows, contextRows));

                packed.AssertGuardsAreUntouched();
                scores.AssertGuardsAreUntouched();
                for (var i = 0; i < BlockKernels.Tokens; i++)
                {
                    for (var k = 0; k < count; k++)
                    {
                        // Summing n products in float is wrong by at most n units in the last place of Σ|x·o|.
                        var (expected, magnitude) = Dot(inputs[i], contexts[k]);
                        Assert.Equal(expected, scores.Span[(i * stride) + k], width * Math.ScaleB(magnitude, -24));
                    }

                    Assert.All(scores.Span.Slice((i * stride) + count, 5).ToArray(), x => Assert.Equal(0, x));
                }
            }
        }
    }

    [Theory]
    [ClassData(typeof(KernelSets))]
    public void NormSquared_IsTheDotProductWithItself(KernelSet set)
    {
        var random = new SeededRandom(2);
        foreach (var width in Widths())
        {
            var row = GuardedFloats.Random(width, random);
            var (expected, magnitude) = Dot(row, row);

            Assert.Equal(expected, BlockKernels.Of(set).NormSquared(row.Pointer, width), width * Math.ScaleB(magnitude, -24));
            GC.KeepAlive(row); // as above
        }
    }

    internal static IEnumerable<int> Widths() => Enumerable.Range(1, 16).Select(i => 16 * i).Append(320).Append(512);

    private static (double Sum, double Magnitude) Dot(GuardedFloats a, GuardedFloats b)
    {
        double sum = 0, magnitude = 0;
        for (var d = 0; d < a.Length; d++)
        {
            sum += (double)a.Span[d] * b.Span[d];
            magnitude += Math.Abs((double)a.Span[d] * b.Span[d]);
        }

        return (sum, magnitude);
    }
}
