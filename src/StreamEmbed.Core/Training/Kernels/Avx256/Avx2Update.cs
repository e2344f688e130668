using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamEmbed.Training.Kernels.Avx256;

/// <summary><see cref="BlockKernels.Update"/>: both sides in one pass over the rows, one tile of 8 numbers after the other.</summary>
/// <remarks>
/// The 8 sums stay in registers. The 8 input tiles do not fit beside them: they are copied next to each other first and
/// read again for each two context rows, out of four cache lines: 26 loads for 32 multiplications, where a row alone takes 17 for 16
/// and would wait for them.
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
            nint k = 0;
            while (k < count)
            {
                var o = contexts[k] + d;
                var before = Vector256.Load(o);
                var after = before;
                // The same row twice in a pair: the second one has to see what the first one did.
                if (k + 1 < count && contexts[k] != contexts[k + 1])
                {
                    var o2 = contexts[k + 1] + d;
                    var before2 = Vector256.Load(o2);
                    var after2 = before2;
                    var input = Vector256.Load(x);
                    var c = Vector256.Create(coefficients[k]);
                    s0 = Vector256.FusedMultiplyAdd(c, before, s0);
                    after = Vector256.FusedMultiplyAdd(c, input, after);
                    c = Vector256.Create(coefficients[k + 1]);
                    s0 = Vector256.FusedMultiplyAdd(c, before2, s0);
                    after2 = Vector256.FusedMultiplyAdd(c, input, after2);
                    input = Vector256.Load(x + 8);
                    c = Vector256.Create(c1[k]);
                    s1 = Vector256.FusedMultiplyAdd(c, before, s1);
                    after = Vector256.FusedMultiplyAdd(c, input, after);
                    c = Vector256.Create(c1[k + 1]);
                    s1 = Vector256.FusedMultiplyAdd(c, before2, s1);
                    after2 = Vector256.FusedMultiplyAdd(c, input, after2);
                    input = Vector256.Load(x + 16);
                    c = Vector256.Create(c2[k]);
                    s2 = Vector256.FusedMultiplyAdd(c, before, s2);
                    after = Vector256.FusedMultiplyAdd(c, input, after);
                    c = Vector256.Create(c2[k + 1]);
                    s2 = Vector256.FusedMultiplyAdd(c, before2, s2);
                    after2 = Vector256.FusedMultiplyAdd(c, input, after2);
                    input = Vector256.Load(x + 24);
                    c = Vector256.Create(c3[k]);
                    s3 = Vector256.FusedMultiplyAdd(c, before, s3);
                    after = Vector256.FusedMultiplyAdd(c, input, after);
                    c = Vector256.Create(c3[k + 1]);
                    s3 = Vector256.FusedMultiplyAdd(c, before2, s3);
                    after2 = Vector256.FusedMultiplyAdd(c, input, after2);
                    input = Vector256.Load(x + 32);
                    c = Vector256.Create(c4[k]);
                    s4 = Vector256.FusedMultiplyAdd(c, before, s4);
                    after = Vector256.FusedMultiplyAdd(c, input, after);
                    c = Vector256.Create(c4[k + 1]);
                    s4 = Vector256.FusedMultiplyAdd(c, before2, s4);
                    after2 = Vector256.FusedMultiplyAdd(c, input, after2);
                    input = Vector256.Load(x + 40);
                    c = Vector256.Create(c5[k]);
                    s5 = Vector256.FusedMultiplyAdd(c, before, s5);
                    after = Vector256.FusedMultiplyAdd(c, input, after);
                    c = Vector256.Create(c5[k + 1]);
                    s5 = Vector256.FusedMultiplyAdd(c, before2, s5);
                    after2 = Vector256.FusedMultiplyAdd(c, input, after2);
                    input = Vector256.Load(x + 48);
                    c = Vector256.Create(c6[k]);
                    s6 = Vector256.FusedMultiplyAdd(c, before, s6);
                    after = Vector256.FusedMultiplyAdd(c, input, after);
                    c = Vector256.Create(c6[k + 1]);
                    s6 = Vector256.FusedMultiplyAdd(c, before2, s6);
                    after2 = Vector256.FusedMultiplyAdd(c, input, after2);
                    input = Vector256.Load(x + 56);
                    c = Vector256.Create(c7[k]);
                    s7 = Vector256.FusedMultiplyAdd(c, before, s7);
                    after = Vector256.FusedMultiplyAdd(c, input, after);
                    c = Vector256.Create(c7[k + 1]);
                    s7 = Vector256.FusedMultiplyAdd(c, before2, s7);
                    after2 = Vector256.FusedMultiplyAdd(c, input, after2);
                    Vector256.Store(after, o);
                    Vector256.Store(after2, o2);
                    k += 2;
                }
                else
                {
                    var c = Vector256.Create(coefficients[k]);
                    s0 = Vector256.FusedMultiplyAdd(c, before, s0);
                    after = Vector256.FusedMultiplyAdd(c, Vector256.Load(x), after);
                    c = Vector256.Create(c1[k]);
                    s1 = Vector256.FusedMultiplyAdd(c, before, s1);
                    after = Vector256.FusedMultiplyAdd(c, Vector256.Load(x + 8), after);
                    c = Vector256.Create(c2[k]);
                    s2 = Vector256.FusedMultiplyAdd(c, before, s2);
                    after = Vector256.FusedMultiplyAdd(c, Vector256.Load(x + 16), after);
                    c = Vector256.Create(c3[k]);
                    s3 = Vector256.FusedMultiplyAdd(c, before, s3);
                    after = Vector256.FusedMultiplyAdd(c, Vector256.Load(x + 24), after);
                    c = Vector256.Create(c4[k]);
                    s4 = Vector256.FusedMultiplyAdd(c, before, s4);
                    after = Vector256.FusedMultiplyAdd(c, Vector256.Load(x + 32), after);
                    c = Vector256.Create(c5[k]);
                    s5 = Vector256.FusedMultiplyAdd(c, before, s5);
                    after = Vector256.FusedMultiplyAdd(c, Vector256.Load(x + 40), after);
                    c = Vector256.Create(c6[k]);
                    s6 = Vector256.FusedMultiplyAdd(c, before, s6);
                    after = Vector256.FusedMultiplyAdd(c, Vector256.Load(x + 48), after);
                    c = Vector256.Create(c7[k]);
                    s7 = Vector256.FusedMultiplyAdd(c, before, s7);
                    after = Vector256.FusedMultiplyAdd(c, Vector256.Load(x + 56), after);
                    Vector256.Store(after, o);
                    k++;
                }
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
