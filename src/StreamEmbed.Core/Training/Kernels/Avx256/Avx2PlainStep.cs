using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Training.Kernels.Avx256;

/// <summary><see cref="BlockKernels.PlainStep"/>, 8 columns at a time.</summary>
internal static unsafe class Avx2PlainStep
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Run(
        float* scores,
        float* weights,
        float* coefficients,
        int tokens,
        int columns,
        int stride,
        float rate)
    {
        var rates = Vector256.Create(rate);
        var check = Vector256<float>.Zero;
        for (nint k = 0; k < columns; k += 8)
        {
            nint at = k;
            for (var i = 0; i < tokens; i++, at += stride)
            {
                var weight = Vector256.Load(weights + at);
                var sigmoid = Avx2Sigmoid.Of(Vector256.Load(scores + at));
                var step = rates * Vector256.FusedMultiplyAdd(-Vector256.Abs(weight), sigmoid, Avx.Max(weight, Vector256<float>.Zero));
                check += step;
                Vector256.Store(step, coefficients + at);
            }
        }

        for (var i = tokens; i < BlockKernels.Tokens; i++)
        {
            new Span<float>(coefficients + (i * stride), columns).Clear();
        }

        return Vector256.Sum(check);
    }
}
