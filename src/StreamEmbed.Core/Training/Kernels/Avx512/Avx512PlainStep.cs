using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Training.Kernels.Avx512;

/// <summary><see cref="BlockKernels.PlainStep"/>, 16 columns at a time.</summary>
internal static unsafe class Avx512PlainStep
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
        var rates = Vector512.Create(rate);
        var check = Vector512<float>.Zero;
        for (nint k = 0; k < columns; k += 16)
        {
            nint at = k;
            for (var i = 0; i < tokens; i++, at += stride)
            {
                var weight = Vector512.Load(weights + at);
                var sigmoid = Avx512Sigmoid.Of(Vector512.Load(scores + at));
                var step = rates * Vector512.FusedMultiplyAdd(-Vector512.Abs(weight), sigmoid, Avx512F.Max(weight, Vector512<float>.Zero));
                check += step;
                Vector512.Store(step, coefficients + at);
            }
        }

        for (var i = tokens; i < BlockKernels.Tokens; i++)
        {
            new Span<float>(coefficients + (i * stride), columns).Clear();
        }

        return Vector512.Sum(check);
    }
}
