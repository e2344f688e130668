using StreamEmbed.Randomness;

namespace StreamEmbed.Training.Kernels;

public sealed unsafe class StepKernelTests
{
    private const int Tokens = BlockKernels.Tokens;

    // The polynomial for 2^x is wrong by 1 in 10⁴ of σ at most; the rest is rounding of numbers of this size.
    private const double Tolerance = 3e-4;

    [Theory]
    [ClassData(typeof(KernelSets))]
    public void BoundedStep_IsTheReference_ForEveryCount(KernelSet set)
    {
        var random = new SeededRandom(5);
        for (var columns = 16; columns <= 256; columns += 16)
        {
            for (var tokens = 1; tokens <= Tokens; tokens++)
            {
                var stride = columns + 16;
                var scores = GuardedFloats.Random(Tokens * stride, random, -12, 12);
                var weights = RandomWeights(Tokens * stride, random);
                var inputs = GuardedFloats.Rows(Tokens, 16, random);
                var gram = Gram(inputs);
                var norms = GuardedFloats.Random(columns, random, 0, 9);
                var coefficients = new GuardedFloats(Tokens * stride);
                var damping = new GuardedFloats(Tokens);
                var bound = new StepBound(0.15f, 0.05f, 0.15f);

                var expectedScores = Matrix(scores, columns, stride);
                var expectedNorms = norms.ToDoubles();
                var (expectedCoefficients, expectedDamping) = StepReference.Bounded(
                    expectedScores, Matrix(weights, columns, stride), Matrix(gram, Tokens, Tokens), expectedNorms, tokens, bound);

                var check = BlockKernels.Of(set).BoundedStep(
                    scores.Pointer,
                    weights.Pointer,
                    gram.Pointer,
                    norms.Pointer,
                    coefficients.Pointer,
                    damping.Pointer,
                    tokens,
                    columns,
                    stride,
                    bound);
                // A pointer keeps nothing alive: without this the collector may take the memory while the kernel runs.
                GC.KeepAlive((weights, gram));

                Assert.True(float.IsFinite(check));
                Assert.All([scores, norms, coefficients, damping], b => b.AssertGuardsAreUntouched());
                for (var i = 0; i < Tokens; i++)
                {
                    Assert.Equal(expectedDamping[i], damping.Span[i], Tolerance);
                    for (var k = 0; k < columns; k++)
                    {
                        Assert.Equal(expectedCoefficients[i, k], coefficients.Span[(i * stride) + k], Tolerance);
                        // A score has up to seven coefficients' errors in it, each times a product of rows below 16.
                        Assert.Equal(expectedScores[i, k], scores.Span[(i * stride) + k], 7 * 16 * Tolerance);
                    }
                }

                for (var k = 0; k < columns; k++)
                {
                    Assert.Equal(expectedNorms[k], norms.Span[k], 8 * 24 * Tolerance);
                }
            }
        }
    }

    [Theory]
    [ClassData(typeof(KernelSets))]
    public void PlainStep_IsTheReference_ForEveryCount(KernelSet set)
    {
        var random = new SeededRandom(6);
        for (var columns = 16; columns <= 256; columns += 16)
        {
            for (var tokens = 1; tokens <= Tokens; tokens++)
            {
                var stride = columns + 16;
                var scores = GuardedFloats.Random(Tokens * stride, random, -100, 100);
                var weights = RandomWeights(Tokens * stride, random);
                var coefficients = new GuardedFloats(Tokens * stride);

                BlockKernels.Of(set).PlainStep(
                    scores.Pointer, weights.Pointer, coefficients.Pointer, tokens, columns, stride, 0.025f);
                GC.KeepAlive((scores, weights)); // as above

                coefficients.AssertGuardsAreUntouched();
                for (var i = 0; i < Tokens; i++)
                {
                    for (var k = 0; k < columns; k++)
                    {
                        var at = (i * stride) + k;
                        var expected = i < tokens ? 0.025 * Math.Abs(weights.Span[at]) * ((weights.Span[at] > 0 ? 1 : 0) - StepReference.Sigmoid(scores.Span[at])) : 0;
                        Assert.Equal(expected, coefficients.Span[at], 0.025 * Tolerance);
                    }
                }
            }
        }
    }

    [Theory]
    [ClassData(typeof(KernelSets))]
    public void Steps_ReturnWhatIsNotFinite_WhenAScoreIsNotANumber(KernelSet set)
    {
        var columns = 32;
        for (var bad = 0; bad < Tokens * columns; bad++)
        {
            var scores = new GuardedFloats(Tokens * columns);
            scores.Span[bad] = float.NaN;
            var weights = new GuardedFloats(Tokens * columns);
            weights.Span.Fill(1);
            var gram = new GuardedFloats(Tokens * Tokens);
            var norms = new GuardedFloats(columns);
            var coefficients = new GuardedFloats(Tokens * columns);
            var damping = new GuardedFloats(Tokens);
            var kernels = BlockKernels.Of(set);

            Assert.False(float.IsFinite(kernels.PlainStep(
                scores.Pointer, weights.Pointer, coefficients.Pointer, Tokens, columns, columns, 0.1f)));
            Assert.False(float.IsFinite(kernels.BoundedStep(
                scores.Pointer,
                weights.Pointer,
                gram.Pointer,
                norms.Pointer,
                coefficients.Pointer,
                damping.Pointer,
                Tokens,
                columns,
                columns,
                new StepBound(0.1f, 0.05f, 0.15f))));
            GC.KeepAlive((scores, weights, gram, norms, coefficients, damping)); // as above
        }
    }

    [Theory]
    [ClassData(typeof(KernelSets))]
    public void PlainStep_SaturatesWithoutOverflow_WhenScoresAreHuge(KernelSet set)
    {
        var scores = new GuardedFloats(Tokens * 16);
        var weights = new GuardedFloats(Tokens * 16);
        weights.Span.Fill(-1);
        var coefficients = new GuardedFloats(Tokens * 16);
        scores.Span[0] = 1e30f;
        scores.Span[1] = -1e30f;

        BlockKernels.Of(set).PlainStep(scores.Pointer, weights.Pointer, coefficients.Pointer, Tokens, 16, 16, 1);
        GC.KeepAlive((scores, weights)); // as above

        Assert.Equal(-1, coefficients.Span[0], 1e-6);
        Assert.Equal(0, coefficients.Span[1], 1e-6);
    }

    private static GuardedFloats RandomWeights(int length, SeededRandom random)
    {
        // Context, noise and nothing, a third each.
        var weights = GuardedFloats.Random(length, random, -1);
        foreach (ref var w in weights.Span)
        {
            w = random.NextInt(3) == 0 ? 0 : w;
        }

        return weights;
    }

    private static GuardedFloats Gram(GuardedFloats[] rows)
    {
        var gram = new GuardedFloats(Tokens * Tokens);
        for (var i = 0; i < Tokens; i++)
        {
            for (var j = 0; j < Tokens; j++)
            {
                gram.Span[(i * Tokens) + j] = (float)rows[i].ToDoubles().Zip(rows[j].ToDoubles(), (a, b) => a * b).Sum();
            }
        }

        return gram;
    }

    private static double[,] Matrix(GuardedFloats floats, int columns, int stride)
    {
        var matrix = new double[Tokens, columns];
        for (var i = 0; i < Tokens; i++)
        {
            for (var k = 0; k < columns; k++)
            {
                matrix[i, k] = floats.Span[(i * stride) + k];
            }
        }

        return matrix;
    }
}
