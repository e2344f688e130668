using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamEmbed.Training.Kernels.Avx512;

/// <summary><see cref="BlockKernels.Update"/>: both sides in one pass over the rows, one tile of 16 numbers after the other.</summary>
/// <remarks>
/// A tile of all 8 input rows and its 8 sums stay in registers; each context row is loaded and stored once a tile. A
/// coefficient is broadcast once for both of its multiplications: 9 loads, 1 store and 16 multiplications a tile and context row.
/// </remarks>
internal static unsafe class Avx512Update
{
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
        float* c1 = coefficients + stride, c2 = c1 + stride, c3 = c2 + stride, c4 = c3 + stride;
        float* c5 = c4 + stride, c6 = c5 + stride, c7 = c6 + stride;
        var issued = 0;
        for (nint d = 0; d < width; d += 16)
        {
            issued = Prefetching.Issue(prefetch, issued, (int)((prefetch.Count * (d + 16)) / width));

            Vector512<float> x0 = Vector512.Load(inputs[0] + d), x1 = Vector512.Load(inputs[1] + d);
            Vector512<float> x2 = Vector512.Load(inputs[2] + d), x3 = Vector512.Load(inputs[3] + d);
            Vector512<float> x4 = Vector512.Load(inputs[4] + d), x5 = Vector512.Load(inputs[5] + d);
            Vector512<float> x6 = Vector512.Load(inputs[6] + d), x7 = Vector512.Load(inputs[7] + d);
            Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            for (nint k = 0; k < count; k++)
            {
                var o = contexts[k] + d;
                var before = Vector512.Load(o);
                var c = Vector512.Create(coefficients[k]);
                s0 = Vector512.FusedMultiplyAdd(c, before, s0);
                // Two chains of four, so that the sum waits for half as many additions.
                var even = Vector512.FusedMultiplyAdd(c, x0, before);
                c = Vector512.Create(c1[k]);
                s1 = Vector512.FusedMultiplyAdd(c, before, s1);
                var odd = c * x1;
                c = Vector512.Create(c2[k]);
                s2 = Vector512.FusedMultiplyAdd(c, before, s2);
                even = Vector512.FusedMultiplyAdd(c, x2, even);
                c = Vector512.Create(c3[k]);
                s3 = Vector512.FusedMultiplyAdd(c, before, s3);
                odd = Vector512.FusedMultiplyAdd(c, x3, odd);
                c = Vector512.Create(c4[k]);
                s4 = Vector512.FusedMultiplyAdd(c, before, s4);
                even = Vector512.FusedMultiplyAdd(c, x4, even);
                c = Vector512.Create(c5[k]);
                s5 = Vector512.FusedMultiplyAdd(c, before, s5);
                odd = Vector512.FusedMultiplyAdd(c, x5, odd);
                c = Vector512.Create(c6[k]);
                s6 = Vector512.FusedMultiplyAdd(c, before, s6);
                even = Vector512.FusedMultiplyAdd(c, x6, even);
                c = Vector512.Create(c7[k]);
                s7 = Vector512.FusedMultiplyAdd(c, before, s7);
                odd = Vector512.FusedMultiplyAdd(c, x7, odd);
                Vector512.Store(even + odd, o);
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
    private static void Apply(float* input, Vector512<float> sum, float damping) =>
        Vector512.Store(Vector512.FusedMultiplyAdd(Vector512.Create(damping), sum, Vector512.Load(input)), input);
}
