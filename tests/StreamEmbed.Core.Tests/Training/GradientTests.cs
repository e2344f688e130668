using StreamEmbed.Randomness;
using StreamEmbed.Training.Kernels;

namespace StreamEmbed.Training;

/// <summary>The step against the loss that it claims to descend, by finite differences; written from the loss alone.</summary>
public sealed unsafe class GradientTests
{
    private const int Width = 16;
    private const int Columns = 16;
    private const float Rate = 1e-3f;

    [Theory]
    [ClassData(typeof(KernelSets))]
    public void PlainStep_FollowsTheGradient_OfTheWeightedLoss(KernelSet set)
    {
        AssertFollowsGradient(set, bounded: false);
    }

    [Theory]
    [ClassData(typeof(KernelSets))]
    public void BoundedStep_FollowsTheGradient_WhenTheRateIsSmall(KernelSet set)
    {
        // Bound, damping and refresh are of second order in the rate.
        AssertFollowsGradient(set, bounded: true);
    }

    private static void AssertFollowsGradient(KernelSet set, bool bounded)
    {
        var random = new SeededRandom(11);
        var inputs = GuardedFloats.Rows(BlockKernels.Tokens, Width, random);
        var contexts = GuardedFloats.Rows(Columns, Width, random);
        var weights = GuardedFloats.Random(BlockKernels.Tokens * Columns, random, -1);
        var x = Array.ConvertAll(inputs, r => r.ToDoubles());
        var o = Array.ConvertAll(contexts, r => r.ToDoubles());

        Step(BlockKernels.Of(set), inputs, contexts, weights, bounded);

        double Loss() => BlockLoss(x, o, weights);
        foreach (var (before, after) in x.Zip(inputs).Concat(o.Zip(contexts)))
        {
            for (var d = 0; d < Width; d++)
            {
                const double h = 1e-5;
                var at = before[d];
                before[d] = at + h;
                var above = Loss();
                before[d] = at - h;
                var below = Loss();
                before[d] = at;
                var gradient = (above - below) / (2 * h);

                // Second order: rate × (sums of up to 16 products near 1)², and float's rounding of a step near 10⁻³.
                Assert.Equal(-gradient, (after.Span[d] - at) / Rate, 0.05 + (0.01 * Math.Abs(gradient)));
            }
        }
    }

    private static void Step(
        BlockKernels kernels, GuardedFloats[] inputs, GuardedFloats[] contexts, GuardedFloats weights, bool bounded)
    {
        const int tokens = BlockKernels.Tokens;
        var x = new RowPointers(inputs);
        var o = new RowPointers(contexts);
        var packed = new GuardedFloats(tokens * Width);
        var scores = new GuardedFloats(tokens * Columns);
        var coefficients = new GuardedFloats(tokens * Columns);
        var gram = new GuardedFloats(tokens * tokens);
        var norms = new GuardedFloats(Columns);
        var damping = new GuardedFloats(tokens);
        damping.Span.Fill(1);
        for (var k = 0; k < Columns; k++)
        {
            norms.Span[k] = kernels.NormSquared(contexts[k].Pointer, Width);
        }

        kernels.Pack(x.Pointer, Width, packed.Pointer);
        kernels.Scores(packed.Pointer, Width, o.Pointer, Columns, scores.Pointer, Columns);
        if (bounded)
        {
            kernels.Scores(packed.Pointer, Width, x.Pointer, tokens, gram.Pointer, tokens);
            kernels.BoundedStep(
                scores.Pointer,
                weights.Pointer,
                gram.Pointer,
                norms.Pointer,
                coefficients.Pointer,
                damping.Pointer,
                tokens,
                Columns,
                Columns,
                new StepBound(Rate, 0.05f, 0.15f));
        }
        else
        {
            kernels.PlainStep(scores.Pointer, weights.Pointer, coefficients.Pointer, tokens, Columns, Columns, Rate);
        }

        kernels.Update(x.Pointer, o.Pointer, Columns, coefficients.Pointer, Columns, damping.Pointer, Width, default);
    }

    // −Σ w (y ln σ(s) + (1 − y) ln σ(−s)), y the sign of the weight
    private static double BlockLoss(double[][] x, double[][] o, GuardedFloats weights)
    {
        double loss = 0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var k = 0; k < o.Length; k++)
            {
                var s = x[i].Zip(o[k], (a, b) => a * b).Sum();
                var w = weights.Span[(i * Columns) + k];
                loss += Math.Abs(w) * Math.Log(1 + Math.Exp(w > 0 ? -s : s));
            }
        }

        return loss;
    }
}
