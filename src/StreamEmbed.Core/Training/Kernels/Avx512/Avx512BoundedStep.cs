using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Training.Kernels.Avx512;

/// <summary><see cref="BlockKernels.BoundedStep"/>, 16 columns at a time. Divisions are real ones: approximate reciprocals differ between makes of processor.</summary>
internal static unsafe class Avx512BoundedStep
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
        var rate = Vector512.Create(bound.Rate);
        var floor = Vector512.Create(bound.CurvatureFloor);
        var check = Vector512<float>.Zero;
        var checkNorms = 0f;
        for (var i = 0; i < tokens; i++)
        {
            var s = scores + (i * stride);
            var w = weights + (i * stride);
            var c = coefficients + (i * stride);
            var products = gram + (i * BlockKernels.Tokens);
            var inputNorm = Vector512.Create(products[i]);
            var rateTimesNorm = rate * inputNorm;
            var trace = Vector512<float>.Zero;
            for (nint k = 0; k < columns; k += 16)
            {
                var score = Vector512.Load(s + k);
                var signed = Vector512.Load(w + k);
                var weight = Vector512.Abs(signed);
                var sigmoid = Avx512Sigmoid.Of(score);
                var curvature = weight * Avx512F.Max(sigmoid * (Vector512<float>.One - sigmoid), floor);
                var norm = Vector512.Load(norms + k);
                trace = Vector512.FusedMultiplyAdd(curvature, norm, trace);

                // w (y − σ), where the sign of the weight is the label: max(w, 0) − |w| σ.
                var step = rate * Vector512.FusedMultiplyAdd(-weight, sigmoid, Avx512F.Max(signed, Vector512<float>.Zero))
                    / Vector512.FusedMultiplyAdd(curvature, rateTimesNorm, Vector512<float>.One);
                check += step;
                Vector512.Store(step, c + k);
                Vector512.Store(
                    Vector512.FusedMultiplyAdd(step, Vector512.FusedMultiplyAdd(step, inputNorm, score + score), norm),
                    norms + k);

                var later = s + k + stride;
                for (nint j = i + 1; j < BlockKernels.Tokens; j++, later += stride)
                {
                    Vector512.Store(
                        Vector512.FusedMultiplyAdd(Vector512.Create(products[j]), step, Vector512.Load(later)), later);
                }
            }

            var summedTrace = Vector512.Sum(trace);
            damping[i] = 1 / (1 + (bound.InputDamping * bound.Rate * summedTrace));
            checkNorms += summedTrace + products[i];
        }

        for (var i = tokens; i < BlockKernels.Tokens; i++)
        {
            damping[i] = 0;
            new Span<float>(coefficients + (i * stride), columns).Clear();
        }

        return Vector512.Sum(check) + checkNorms;
    }
}
