using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Training.Kernels.Avx256;

/// <summary><see cref="BlockKernels.Scores"/> on the layout of <see cref="Avx2Pack"/>; the idea is explained at <see cref="Avx512.Avx512Scores"/>.</summary>
/// <remarks>With 16 registers the round is 4 tokens by 4 context rows: 8 accumulators, 2 token vectors, 1 context vector.</remarks>
internal static unsafe class Avx2Scores
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* packed, int width, float** contexts, int count, float* scores, int stride)
    {
        for (var k = 0; k < count; k += 4)
        {
            Four(packed, width, contexts + k, scores + k, stride);
            Four(packed + 16, width, contexts + k, scores + (4 * stride) + k, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(float* packed, int width, float** contexts, float* scores, int stride)
    {
        float* o0 = contexts[0], o1 = contexts[1], o2 = contexts[2], o3 = contexts[3];
        // a: the first two of the four tokens, b: the other two; the number is the context row.
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
        for (nint d = 0; d < width; d += 4, packed += 32)
        {
            var x = Vector256.Load(packed);
            var y = Vector256.Load(packed + 8);
            var o = Avx.BroadcastVector128ToVector256(o0 + d);
            a0 = Vector256.FusedMultiplyAdd(x, o, a0);
            b0 = Vector256.FusedMultiplyAdd(y, o, b0);
            o = Avx.BroadcastVector128ToVector256(o1 + d);
            a1 = Vector256.FusedMultiplyAdd(x, o, a1);
            b1 = Vector256.FusedMultiplyAdd(y, o, b1);
            o = Avx.BroadcastVector128ToVector256(o2 + d);
            a2 = Vector256.FusedMultiplyAdd(x, o, a2);
            b2 = Vector256.FusedMultiplyAdd(y, o, b2);
            o = Avx.BroadcastVector128ToVector256(o3 + d);
            a3 = Vector256.FusedMultiplyAdd(x, o, a3);
            b3 = Vector256.FusedMultiplyAdd(y, o, b3);
        }

        StoreByToken(AddWithinLanes(a0, a1, a2, a3), scores, stride);
        StoreByToken(AddWithinLanes(b0, b1, b2, b3), scores + (2 * stride), stride);
    }

    /// <summary>Lane i of the result: the sums of lane i of a, b, c and d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AddWithinLanes(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        var ab = Avx.UnpackLow(a, b) + Avx.UnpackHigh(a, b);
        var cd = Avx.UnpackLow(c, d) + Avx.UnpackHigh(c, d);
        return Avx.Shuffle(ab, cd, 0x44) + Avx.Shuffle(ab, cd, 0xEE);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreByToken(Vector256<float> lanes, float* scores, int stride)
    {
        Vector128.Store(lanes.GetLower(), scores);
        Vector128.Store(lanes.GetUpper(), scores + stride);
    }
}
