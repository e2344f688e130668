using System.Numerics;
using StreamEmbed.Training.Kernels;

namespace StreamEmbed.Training;

/// <summary>The loss of skip-gram with negative sampling, from a block's scores: Σ w · softplus(−s) over context, Σ w · softplus(s) over noise.</summary>
internal static unsafe class BlockLoss
{
    /// <summary>softplus(s) = ln(1 + eˢ) = −ln σ(−s), summed over the weights of one sign, of all tokens and columns.</summary>
    /// <param name="sign">1 for context, −1 for noise: the sign of their weights.</param>
    /// <returns>The loss and the weight, in double: float sums would stop growing after some hours.</returns>
    public static (double Loss, double Weight) Sum(BlockWorkspace block, int columns, float sign)
    {
        double loss = 0, weight = 0;
        for (var i = 0; i < BlockKernels.Tokens; i++)
        {
            var scores = block.Scores + (i * block.Stride);
            var weights = block.Weights + (i * block.Stride);
            var k = 0;
            for (; k + Vector<float>.Count <= columns; k += Vector<float>.Count)
            {
                var w = Vector.Max(sign * Vector.Load(weights + k), Vector<float>.Zero);
                loss += Vector.Sum(w * Softplus(-sign * Vector.Load(scores + k)));
                weight += Vector.Sum(w);
            }

            for (; k < columns; k++)
            {
                var w = Math.Max(sign * weights[k], 0);
                loss += w * Softplus(new Vector<float>(-sign * scores[k]))[0];
                weight += w;
            }
        }

        return (loss, weight);
    }

    // max(s, 0) + ln(1 + e^−|s|): no overflow for any s.
    private static Vector<float> Softplus(Vector<float> s) =>
        Vector.Max(s, Vector<float>.Zero) + Vector.Log(Vector<float>.One + Vector.Exp(-Vector.Abs(s)));
}
