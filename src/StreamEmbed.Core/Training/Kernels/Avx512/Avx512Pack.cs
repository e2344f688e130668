using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Training.Kernels.Avx512;

/// <summary><see cref="BlockKernels.Pack"/>: packed is float[width / 4][8 tokens][4], so that one vector holds 4 numbers of 4 tokens each.</summary>
internal static unsafe class Avx512Pack
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float** inputs, int width, float* packed)
    {
        for (var group = 0; group < 2; group++)
        {
            float* x0 = inputs[4 * group], x1 = inputs[(4 * group) + 1], x2 = inputs[(4 * group) + 2], x3 = inputs[(4 * group) + 3];
            var to = packed + (16 * group);
            for (nint d = 0; d < width; d += 16, to += 128)
            {
                // A 4 × 4 transposition of 128-bit lanes, in two rounds of shuffles.
                Vector512<float> a = Vector512.Load(x0 + d), b = Vector512.Load(x1 + d), c = Vector512.Load(x2 + d), e = Vector512.Load(x3 + d);
                var abLow = Avx512F.Shuffle4x128(a, b, 0x44);
                var abHigh = Avx512F.Shuffle4x128(a, b, 0xEE);
                var ceLow = Avx512F.Shuffle4x128(c, e, 0x44);
                var ceHigh = Avx512F.Shuffle4x128(c, e, 0xEE);
                Vector512.Store(Avx512F.Shuffle4x128(abLow, ceLow, 0x88), to);
                Vector512.Store(Avx512F.Shuffle4x128(abLow, ceLow, 0xDD), to + 32);
                Vector512.Store(Avx512F.Shuffle4x128(abHigh, ceHigh, 0x88), to + 64);
                Vector512.Store(Avx512F.Shuffle4x128(abHigh, ceHigh, 0xDD), to + 96);
            }
        }
    }
}
