using System.Numerics;

namespace StreamEmbed.Training.Kernels.Portable;

/// <summary><see cref="BlockKernels.BoundedStep"/>, its equations line by line.</summary>
internal static unsafe class PortableBoundedStep
{
    public static float Run(
        float* scores,
        float* weights,
        float* gram,
        float* norms,
        float* coefficients,
        float* damping,
        int tokens,
        int columns,
        int stride,
        StepBound bound)
    {
        var rate = new Vector<float>(bound.Rate);
        var floor = new Vector<float>(bound.CurvatureFloor);
        var check = Vector<float>.Zero;
        var checkNorms = 0f;
        for (var i = 0; i < tokens; i++)
        {
            var s = scores + (i * stride);
            var c = coefficients + (i * stride);
            var inputNorm = new Vector<float>(gram[(i * BlockKernels.Tokens) + i]);
            var trace = Vector<float>.Zero;
            for (var k = 0; k < columns; k += Vector<float>.Count)
            {
                var score = Vector.Load(s + k);
                var signed = Vector.Load(weights + (i * stride) + k);
                var weight = Vector.Abs(signed);
                var sigmoid = PortableSigmoid.Of(score);
                var curvature = weight * Vector.Max(sigmoid * (Vector<float>.One - sigmoid), floor);
                var norm = Vector.Load(norms + k);
                trace += curvature * norm;

                var step = rate * (Vector.Max(signed, Vector<float>.Zero) - (weight * sigmoid))
                    / (Vector<float>.One + (rate * curvature * inputNorm));
                check += step;
                Vector.Store(step, c + k);
                Vector.Store(norm + (step * (score + score + (step * inputNorm))), norms + k);

                for (var j = i + 1; j < BlockKernels.Tokens; j++)
                {
                    var later = scores + (j * stride) + k;
                    Vector.Store(Vector.Load(later) + (gram[(i * BlockKernels.Tokens) + j] * step), later);
                }
            }

            var summedTrace = Vector.Sum(trace);
            damping[i] = 1 / (1 + (bound.InputDamping * bound.Rate * summedTrace));
            checkNorms += summedTrace + gram[(i * BlockKernels.Tokens) + i];
        }

        for (var i = tokens; i < BlockKernels.Tokens; i++)
        {
            damping[i] = 0;
            new Span<float>(coefficients + (i * stride), columns).Clear();
        }

        return Vector.Sum(check) + checkNorms;
    }
}
