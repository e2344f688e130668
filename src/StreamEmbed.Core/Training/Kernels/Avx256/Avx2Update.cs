using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamEmbed.Training.Kernels.Avx256;

/// <summary><see cref="BlockKernels.Update"/>: both sides in one pass over the rows, one tile of 8 numbers after the other.</summary>
/// <remarks>
/// The 8 sums stay in registers. The 8 input tiles do not fit beside them: they are copied next to each other first and
/// read as memory operands of the multiplications, out of four cache lines.
/// </remarks>
internal static unsafe class Avx2Update
{
    private const int TileFloats = 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        float** inputs,
        float** contexts,
        int count,
        float* coefficients,
        int stride,
        float* damping,
        int width,
        PrefetchList prefetch)
    {
        var x = stackalloc float[TileFloats * BlockKernels.Tokens];
        float* c1 = coefficients + stride, c2 = c1 + stride, c3 = c2 + stride, c4 = c3 + stride;
        float* c5 = c4 + stride, c6 = c5 + stride, c7 = c6 + stride;
        var issued = 0;
        for (nint d = 0; d < width; d += TileFloats)
        {
            issued = Prefetching.Issue(prefetch, issued, (int)((prefetch.Count * (d + TileFloats)) / width));
            for (var i = 0; i < BlockKernels.Tokens; i++)
            {
                Vector256.Store(Vector256.Load(inputs[i] + d), x + (TileFloats * i));
            }

            Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            for (nint k = 0; k < count; k++)
            {
                var o = contexts[k] + d;
                var before = Vector256.Load(o);
                var c = Vector256.Create(coefficients[k]);
                s0 = Vector256.FusedMultiplyAdd(c, before, s0);
                // Two chains of four, so that the sum waits for half as many additions.
                var even = Vector256.FusedMultiplyAdd(c, Vector256.Load(x), before);
                c = Vector256.Create(c1[k]);
                s1 = Vector256.FusedMultiplyAdd(c, before, s1);
                var odd = c * Vector256.Load(x + 8);
                c = Vector256.Create(c2[k]);
                s2 = Vector256.FusedMultiplyAdd(c, before, s2);
                even = Vector256.FusedMultiplyAdd(c, Vector256.Load(x + 16), even);
                c = Vector256.Create(c3[k]);
                s3 = Vector256.FusedMultiplyAdd(c, before, s3);
                odd = Vector256.FusedMultiplyAdd(c, Vector256.Load(x + 24), odd);
                c = Vector256.Create(c4[k]);
                s4 = Vector256.FusedMultiplyAdd(c, before, s4);
                even = Vector256.FusedMultiplyAdd(c, Vector256.Load(x + 32), even);
                c = Vector256.Create(c5[k]);
                s5 = Vector256.FusedMultiplyAdd(c, before, s5);
                odd = Vector256.FusedMultiplyAdd(c, Vector256.Load(x + 40), odd);
                c = Vector256.Create(c6[k]);
                s6 = Vector256.FusedMultiplyAdd(c, before, s6);
                even = Vector256.FusedMultiplyAdd(c, Vector256.Load(x + 48), even);
                c = Vector256.Create(c7[k]);
                s7 = Vector256.FusedMultiplyAdd(c, before, s7);
                odd = Vector256.FusedMultiplyAdd(c, Vector256.Load(x + 56), odd);
                Vector256.Store(even + odd, o);
            }

            Apply(inputs[0] + d, s0, damping[0]);
            Apply(inputs[1] + d, s1, damping[1]);
            Apply(inputs[2] + d, s2, damping[2]);
            Apply(inputs[3] + d, s3, damping[3]);
            Apply(inputs[4] + d, s4, damping[4]);
            Apply(inputs[5] + d, s5, damping[5]);
            Apply(inputs[6] + d, s6, damping[6]);
            Apply(inputs[7] + d, s7, damping[7]);
        }
    }

    // Reads the row again: an item that stands twice in the block gets both steps.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Apply(float* input, Vector256<float> sum, float damping) =>
        Vector256.Store(Vector256.FusedMultiplyAdd(Vector256.Create(damping), sum, Vector256.Load(input)), input);
}
