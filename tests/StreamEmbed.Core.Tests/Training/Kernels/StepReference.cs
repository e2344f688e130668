namespace StreamEmbed.Training.Kernels;

/// <summary>The step of a block in double, from the equations at <see cref="BlockKernels.BoundedStep"/> and <see cref="BlockKernels.PlainStep"/>.</summary>
internal static class StepReference
{
    public static double Sigmoid(double s) => 1 / (1 + Math.Exp(-s));

    /// <summary>Changes scores and norms as the kernel does.</summary>
    public static (double[,] Coefficients, double[] Damping) Bounded(
        double[,] scores, double[,] signedWeights, double[,] gram, double[] norms, int tokens, StepBound bound)
    {
        var columns = norms.Length;
        var coefficients = new double[BlockKernels.Tokens, columns];
        var damping = new double[BlockKernels.Tokens];
        for (var i = 0; i < tokens; i++)
        {
            double trace = 0;
            for (var k = 0; k < columns; k++)
            {
                var s = scores[i, k];
                var sigmoid = Sigmoid(s);
                var (w, y) = (Math.Abs(signedWeights[i, k]), signedWeights[i, k] > 0 ? 1 : 0);
                var h = w * Math.Max(sigmoid * (1 - sigmoid), bound.CurvatureFloor);
                var c = bound.Rate * w * (y - sigmoid) / (1 + (bound.Rate * h * gram[i, i]));
                trace += h * norms[k];
                norms[k] += c * ((2 * s) + (c * gram[i, i]));
                coefficients[i, k] = c;
                for (var j = i + 1; j < BlockKernels.Tokens; j++)
                {
                    scores[j, k] += gram[i, j] * c;
                }
            }

            damping[i] = 1 / (1 + (bound.InputDamping * bound.Rate * trace));
        }

        return (coefficients, damping);
    }
}
