using StreamEmbed.Randomness;

namespace StreamEmbed.Training.Kernels;

public sealed unsafe class UpdateKernelTests
{
    [Theory]
    [ClassData(typeof(KernelSets))]
    public void Update_MovesBothSidesByTheOldOther_ForEveryWidthAndCount(KernelSet set)
    {
        var random = new SeededRandom(3);
        foreach (var width in ScoresKernelTests.Widths())
        {
            for (var count = 0; count <= (width <= 32 ? 256 : 45); count++)
            {
                var inputs = GuardedFloats.Rows(BlockKernels.Tokens, width, random);
                var contexts = GuardedFloats.Rows(count, width, random);
                Check(set, inputs, contexts, random);
            }
        }
    }

    [Theory]
    [ClassData(typeof(KernelSets))]
    public void Update_AppliesBothSteps_WhenARowOccursTwice(KernelSet set)
    {
        var random = new SeededRandom(4);
        var inputs = GuardedFloats.Rows(BlockKernels.Tokens, 48, random);
        inputs[6] = inputs[2];
        var contexts = GuardedFloats.Rows(11, 48, random);
        // Far apart, and next to each other: a kernel may take two neighbours at once.
        contexts[10] = contexts[0];
        contexts[5] = contexts[4];
        contexts[8] = contexts[7];

        Check(set, inputs, contexts, random);
    }

    private static void Check(KernelSet set, GuardedFloats[] inputs, GuardedFloats[] contexts, SeededRandom random)
    {
        var width = inputs[0].Length;
        var stride = contexts.Length + 3;
        var coefficients = GuardedFloats.Random(BlockKernels.Tokens * stride, random);
        var damping = GuardedFloats.Random(BlockKernels.Tokens, random, 0);

        // The same row is the same array here too, so that a second occurrence finds what the first one left.
        var expected = inputs.Concat(contexts).Distinct().ToDictionary(r => r, r => r.ToDoubles());
        var x = Array.ConvertAll(inputs, r => r.ToDoubles());
        var sums = Array.ConvertAll(inputs, _ => new double[width]);
        for (var k = 0; k < contexts.Length; k++)
        {
            var o = expected[contexts[k]];
            for (var d = 0; d < width; d++)
            {
                var before = o[d];
                for (var i = 0; i < x.Length; i++)
                {
                    var c = (double)coefficients.Span[(i * stride) + k];
                    sums[i][d] += c * before;
                    o[d] += c * x[i][d];
                }
            }
        }

        for (var i = 0; i < x.Length; i++)
        {
            for (var d = 0; d < width; d++)
            {
                expected[inputs[i]][d] += damping.Span[i] * sums[i][d];
            }
        }

        var inputRows = new RowPointers(inputs);
        var contextRows = new RowPointers(contexts);
        BlockKernels.Of(set).Update(
            inputRows.Pointer,
            contextRows.Pointer,
            contexts.Length,
            coefficients.Pointer,
            stride,
            damping.Pointer,
            width,
            default);

        // A pointer keeps nothing alive: without this the collector may take the memory while the kernel runs.
        GC.KeepAlive((inputRows, contextRows, coefficients, damping));

        // Numbers and coefficients are at most 1: at most 256 products of at most 9 each, added in float.
        var tolerance = Math.ScaleB(9 + (2.0 * contexts.Length), -24) * 16;
        foreach (var (row, numbers) in expected)
        {
            row.AssertGuardsAreUntouched();
            for (var d = 0; d < width; d++)
            {
                Assert.Equal(numbers[d], row.Span[d], tolerance);
            }
        }
    }
}
