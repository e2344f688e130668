using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Training.Kernels.Avx256;

/// <summary><see cref="BlockKernels.BoundedStep"/>, 8 columns at a time.</summary>
internal static unsafe class Avx2BoundedStep
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
        var rate = Vector256.Create(bound.Rate);
        var floor = Vector256.Create(bound.CurvatureFloor);
        var check = Vector256<float>.Zero;
        var checkNorms = 0f;
        for (var i = 0; i < tokens; i++)
        {
            var s = scores + (i * stride);
            var w = weights + (i * stride);
            var c = coefficients + (i * stride);
            var products = gram + (i * BlockKernels.Tokens);
            var inputNorm = Vector256.Create(products[i]);
            var rateTimesNorm = rate * inputNorm;
            var trace = Vector256<float>.Zero;
            for (nint k = 0; k < columns; k += 8)
            {
                var score = Vector256.Load(s + k);
                var signed = Vector256.Load(w + k);
                var weight = Vector256.Abs(signed);
                var sigmoid = Avx2Sigmoid.Of(score);
                var curvature = weight * Avx.Max(sigmoid * (Vector256<float>.One - sigmoid), floor);
                var norm = Vector256.Load(norms + k);
                trace = Vector256.FusedMultiplyAdd(curvature, norm, trace);

                // w (y − σ), where the sign of the weight is the label: max(w, 0) − |w| σ.
                var step = rate * Vector256.FusedMultiplyAdd(-weight, sigmoid, Avx.Max(signed, Vector256<float>.Zero))
                    / Vector256.FusedMultiplyAdd(curvature, rateTimesNorm, Vector256<float>.One);
                check += step;
                Vector256.Store(step, c + k);
                Vector256.Store(
                    Vector256.FusedMultiplyAdd(step, Vector256.FusedMultiplyAdd(step, inputNorm, score + score), norm),
                    norms + k);

                var later = s + k + stride;
                for (nint j = i + 1; j < BlockKernels.Tokens; j++, later += stride)
                {
                    Vector256.Store(
                        Vector256.FusedMultiplyAdd(Vector256.Create(products[j]), step, Vector256.Load(later)), later);
                }
            }

            var summedTrace = Vector256.Sum(trace);
            damping[i] = 1 / (1 + (bound.InputDamping * bound.Rate * summedTrace));
            checkNorms += summedTrace + products[i];
        }

        for (var i = tokens; i < BlockKernels.Tokens; i++)
        {
            damping[i] = 0;
            new Span<float>(coefficients + (i * stride), columns).Clear();
        }

        return Vector256.Sum(check) + checkNorms;
    }
}
