using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamEmbed.Search.Kernels;

/// <summary>Code kernels for any processor: each byte of a row's dword is multiplied as a number of 32 bits.</summary>
internal sealed unsafe class PortableCodeKernels : CodeKernels
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Sums(byte* codes, sbyte* query, int width, int blocks, int start, int* sums)
    {
        Span<Vector128<int>> sum = stackalloc Vector128<int>[BlockRows / 4];
        for (var block = 0; block < blocks; block++, sums += BlockRows)
        {
            sum.Fill(Vector128.Create(start));
            for (var d = 0; d < width; d += 4, codes += BlockRows * 4)
            {
                for (var i = 0; i < sum.Length; i++)
                {
                    // Written with shifts, the first byte is the lowest only where the processor is little-endian; all of .NET 10's are.
                    var dwords = Vector128.Load((int*)codes + (4 * i));
                    sum[i] += (dwords & Vector128.Create(0xFF)) * query[d];
                    sum[i] += (Vector128.ShiftRightLogical(dwords, 8) & Vector128.Create(0xFF)) * query[d + 1];
                    sum[i] += (Vector128.ShiftRightLogical(dwords, 16) & Vector128.Create(0xFF)) * query[d + 2];
                    sum[i] += Vector128.ShiftRightLogical(dwords, 24) * query[d + 3];
                }
            }

            for (var i = 0; i < sum.Length; i++)
            {
                sum[i].Store(sums + (4 * i));
            }
        }
    }

    public override bool Mark(
        int* sums, float* scales, float* errors, float* norms, int blocks, in RowMeasure measure, float* values, uint* marks) =>
        Marking256.Run(sums, scales, errors, norms, blocks, measure, values, marks);
}
