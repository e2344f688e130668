using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Search.Kernels;

/// <summary>Code kernels for AVX2: 8 rows an instruction.</summary>
internal sealed unsafe class Avx2CodeKernels : CodeKernels
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Sums(byte* codes, sbyte* query, int width, int blocks, int start, int* sums)
    {
        var ones = Vector256.Create((short)1);
        var groups = (int*)query;
        for (var block = 0; block < blocks; block++, sums += BlockRows)
        {
            Vector256<int> s0 = Vector256.Create(start), s1 = s0, s2 = s0, s3 = s0;
            for (nint group = 0; group < width / 4; group += 2, codes += 256)
            {
                var q0 = Vector256.Create(groups[group]).AsSByte();
                var q1 = Vector256.Create(groups[group + 1]).AsSByte();
                s0 += Eight(codes, q0, q1, ones);
                s1 += Eight(codes + 32, q0, q1, ones);
                s2 += Eight(codes + 64, q0, q1, ones);
                s3 += Eight(codes + 96, q0, q1, ones);
            }

            s0.Store(sums);
            s1.Store(sums + 8);
            s2.Store(sums + 16);
            s3.Store(sums + 24);
        }
    }

    public override bool Mark(
        int* sums, float* scales, float* errors, float* norms, int blocks, in RowMeasure measure, float* values, uint* marks) =>
        Marking256.Run(sums, scales, errors, norms, blocks, measure, values, marks);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Eight(byte* codes, Vector256<sbyte> q0, Vector256<sbyte> q1, Vector256<short> ones) =>
        Avx2.MultiplyAddAdjacent(
            Avx2.Add(
                Avx2.MultiplyAddAdjacent(Vector256.Load(codes), q0),
                Avx2.MultiplyAddAdjacent(Vector256.Load(codes + 128), q1)),
            ones);
}
