using System.Numerics;
using StreamEmbed.Training.Kernels;

namespace StreamEmbed.Training;

/// <summary>The loss of skip-gram with negative sampling, from a block's scores: Σ w · softplus(−s) over context, Σ w · softplus(s) over noise.</summary>
internal static unsafe class BlockLoss
{
    /// <summary>softplus(s) = ln(1 + eˢ) = −ln σ(−s), summed with weights over some columns of all tokens.</summary>
    /// <param name="sign">1 for noise, −1 for context.</param>
    /// <returns>The loss and the weight, in double: float sums would stop growing after some hours.</returns>
    public static (double Loss, double Weight) Sum(BlockWorkspace block, int from, int to, float sign)
    {
        double loss = 0, weight = 0;
        for (var i = 0; i < BlockKernels.Tokens; i++)
        {
            var scores = block.Scores + (i * block.Stride);
            var weights = block.Weights + (i * block.Stride);
            var k = from;
            for (; k + Vector<float>.Count <= to; k += Vector<float>.Count)
            {
                var w = Vector.Load(weights + k);
                loss += Vector.Sum(w * Softplus(sign * Vector.Load(scores + k)));
                weight += Vector.Sum(w);
            }

            for (; k < to; k++)
            {
                loss += weights[k] * Softplus(new Vector<float>(sign * scores[k]))[0];
                weight += weights[k];
            }
        }

        return (loss, weight);
    }

    // max(s, 0) + ln(1 + e^−|s|): no overflow for any s.
    private static Vector<float> Softplus(Vector<float> s) =>
        Vector.Max(s, Vector<float>.Zero) + Vector.Log(Vector<float>.One + Vector.Exp(-Vector.Abs(s)));
}
