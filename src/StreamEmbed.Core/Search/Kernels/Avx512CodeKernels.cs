using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Search.Kernels;

/// <summary>Code kernels for AVX-512 BW: 16 rows an instruction.</summary>
internal sealed unsafe class Avx512CodeKernels : CodeKernels
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Sums(byte* codes, sbyte* query, int width, int blocks, int start, int* sums)
    {
        var ones = Vector512.Create((short)1);
        var groups = (int*)query;
        for (var block = 0; block < blocks; block++, sums += BlockRows)
        {
            Vector512<int> low = Vector512.Create(start), high = low;
            for (nint group = 0; group < width / 4; group += 2, codes += 256)
            {
                var q0 = Vector512.Create(groups[group]).AsSByte();
                var q1 = Vector512.Create(groups[group + 1]).AsSByte();
                var x = Avx512BW.Add(
                    Avx512BW.MultiplyAddAdjacent(Vector512.Load(codes), q0),
                    Avx512BW.MultiplyAddAdjacent(Vector512.Load(codes + 128), q1));
                var y = Avx512BW.Add(
                    Avx512BW.MultiplyAddAdjacent(Vector512.Load(codes + 64), q0),
                    Avx512BW.MultiplyAddAdjacent(Vector512.Load(codes + 192), q1));
                low += Avx512BW.MultiplyAddAdjacent(x, ones);
                high += Avx512BW.MultiplyAddAdjacent(y, ones);
            }

            low.Store(sums);
            high.Store(sums + 16);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool Mark(
        int* sums, float* scales, float* errors, float* norms, int blocks, in RowMeasure measure, float* values, uint* marks)
    {
        var scale = Vector512.Create(measure.Scale);
        var offset = Vector512.Create(measure.Offset);
        var errorWeight = Vector512.Create(measure.ErrorWeight);
        var squareWeight = Vector512.Create(measure.SquareWeight);
        var threshold = Vector512.Create(measure.Threshold);
        var byNorm = measure.ByNorm;
        var any = 0u;
        for (nint row = 0; row < blocks * BlockRows; row += BlockRows)
        {
            var low = Value(row);
            var high = Value(row + 16);
            var below = (uint)Vector512.LessThan(low, threshold).ExtractMostSignificantBits()
                | ((uint)Vector512.LessThan(high, threshold).ExtractMostSignificantBits() << 16);
            marks[row / BlockRows] = ~below;
            any |= ~below;
            if (~below != 0)
            {
                low.Store(values + row);
                high.Store(values + row + 16);
            }
        }

        return any != 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Vector512<float> Value(nint row)
        {
            var value = Vector512.FusedMultiplyAdd(
                Vector512.ConvertToSingle(Vector512.Load(sums + row)), Vector512.Load(scales + row) * scale, offset);
            value = Vector512.FusedMultiplyAdd(Vector512.Load(errors + row), errorWeight, value);
            if (byNorm)
            {
                var norm = Vector512.Load(norms + row);
                value = Vector512.FusedMultiplyAdd(-(norm * norm), squareWeight, value * norm);
            }

            return value;
        }
    }
}
