using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Training.Kernels.Avx512;

/// <summary><see cref="BlockKernels.Scores"/> on the layout of <see cref="Avx512Pack"/>.</summary>
/// <remarks>
/// Four numbers of a context row are broadcast to all four lanes of a vector and multiplied with four numbers of four tokens
/// at once. Each accumulator then holds, in lane i, four partial sums of one score of token i: four accumulators add up to
/// 16 scores with 9 instructions, where the usual form of one vector a score would need several a score. Eight context
/// rows a round keep 16 chains of additions in flight, enough to hide their latency.
/// </remarks>
internal static unsafe class Avx512Scores
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* packed, int width, float** contexts, int count, float* scores, int stride)
    {
        var k = 0;
        for (; k + 8 <= count; k += 8)
        {
            Eight(packed, width, contexts + k, scores + k, stride);
        }

        if (k < count)
        {
            Four(packed, width, contexts + k, scores + k, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(float* packed, int width, float** contexts, float* scores, int stride)
    {
        float* o0 = contexts[0], o1 = contexts[1], o2 = contexts[2], o3 = contexts[3];
        float* o4 = contexts[4], o5 = contexts[5], o6 = contexts[6], o7 = contexts[7];
        // a: tokens 0 to 3, b: tokens 4 to 7; the number is the context row.
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
        Vector512<float> b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default, b6 = default, b7 = default;
        for (nint d = 0; d < width; d += 4, packed += 32)
        {
            var x = Vector512.Load(packed);
            var y = Vector512.Load(packed + 16);
            var o = Avx512F.BroadcastVector128ToVector512(o0 + d);
            a0 = Vector512.FusedMultiplyAdd(x, o, a0);
            b0 = Vector512.FusedMultiplyAdd(y, o, b0);
            o = Avx512F.BroadcastVector128ToVector512(o1 + d);
            a1 = Vector512.FusedMultiplyAdd(x, o, a1);
            b1 = Vector512.FusedMultiplyAdd(y, o, b1);
            o = Avx512F.BroadcastVector128ToVector512(o2 + d);
            a2 = Vector512.FusedMultiplyAdd(x, o, a2);
            b2 = Vector512.FusedMultiplyAdd(y, o, b2);
            o = Avx512F.BroadcastVector128ToVector512(o3 + d);
            a3 = Vector512.FusedMultiplyAdd(x, o, a3);
            b3 = Vector512.FusedMultiplyAdd(y, o, b3);
            o = Avx512F.BroadcastVector128ToVector512(o4 + d);
            a4 = Vector512.FusedMultiplyAdd(x, o, a4);
            b4 = Vector512.FusedMultiplyAdd(y, o, b4);
            o = Avx512F.BroadcastVector128ToVector512(o5 + d);
            a5 = Vector512.FusedMultiplyAdd(x, o, a5);
            b5 = Vector512.FusedMultiplyAdd(y, o, b5);
            o = Avx512F.BroadcastVector128ToVector512(o6 + d);
            a6 = Vector512.FusedMultiplyAdd(x, o, a6);
            b6 = Vector512.FusedMultiplyAdd(y, o, b6);
            o = Avx512F.BroadcastVector128ToVector512(o7 + d);
            a7 = Vector512.FusedMultiplyAdd(x, o, a7);
            b7 = Vector512.FusedMultiplyAdd(y, o, b7);
        }

        StoreByToken(AddWithinLanes(a0, a1, a2, a3), scores, stride);
        StoreByToken(AddWithinLanes(a4, a5, a6, a7), scores + 4, stride);
        StoreByToken(AddWithinLanes(b0, b1, b2, b3), scores + (4 * stride), stride);
        StoreByToken(AddWithinLanes(b4, b5, b6, b7), scores + (4 * stride) + 4, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(float* packed, int width, float** contexts, float* scores, int stride)
    {
        float* o0 = contexts[0], o1 = contexts[1], o2 = contexts[2], o3 = contexts[3];
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector512<float> b0 = default, b1 = default, b2 = default, b3 = default;
        for (nint d = 0; d < width; d += 4, packed += 32)
        {
            var x = Vector512.Load(packed);
            var y = Vector512.Load(packed + 16);
            var o = Avx512F.BroadcastVector128ToVector512(o0 + d);
            a0 = Vector512.FusedMultiplyAdd(x, o, a0);
            b0 = Vector512.FusedMultiplyAdd(y, o, b0);
            o = Avx512F.BroadcastVector128ToVector512(o1 + d);
            a1 = Vector512.FusedMultiplyAdd(x, o, a1);
            b1 = Vector512.FusedMultiplyAdd(y, o, b1);
            o = Avx512F.BroadcastVector128ToVector512(o2 + d);
            a2 = Vector512.FusedMultiplyAdd(x, o, a2);
            b2 = Vector512.FusedMultiplyAdd(y, o, b2);
            o = Avx512F.BroadcastVector128ToVector512(o3 + d);
            a3 = Vector512.FusedMultiplyAdd(x, o, a3);
            b3 = Vector512.FusedMultiplyAdd(y, o, b3);
        }

        StoreByToken(AddWithinLanes(a0, a1, a2, a3), scores, stride);
        StoreByToken(AddWithinLanes(b0, b1, b2, b3), scores + (4 * stride), stride);
    }

    /// <summary>Lane i of the result: the sums of lane i of a, b, c and d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AddWithinLanes(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        var ab = Avx512F.UnpackLow(a, b) + Avx512F.UnpackHigh(a, b);
        var cd = Avx512F.UnpackLow(c, d) + Avx512F.UnpackHigh(c, d);
        return Avx512F.Shuffle(ab, cd, 0x44) + Avx512F.Shuffle(ab, cd, 0xEE);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreByToken(Vector512<float> lanes, float* scores, int stride)
    {
        Vector128.Store(lanes.GetLower().GetLower(), scores);
        Vector128.Store(lanes.GetLower().GetUpper(), scores + stride);
        Vector128.Store(lanes.GetUpper().GetLower(), scores + (2 * stride));
        Vector128.Store(lanes.GetUpper().GetUpper(), scores + (3 * stride));
    }
}
