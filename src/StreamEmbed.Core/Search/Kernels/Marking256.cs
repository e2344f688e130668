using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamEmbed.Search.Kernels;

/// <summary><see cref="CodeKernels.Mark"/> with 8 rows at a time, in whatever registers the platform has for that.</summary>
internal static unsafe class Marking256
{
    private const int Lanes = 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Run(
        int* sums, float* scales, float* errors, float* norms, int blocks, in RowMeasure measure, float* values, uint* marks)
    {
        var threshold = Vector256.Create(measure.Threshold);
        var any = 0u;
        for (var block = 0; block < blocks; block++)
        {
            var below = 0u;
            for (var lane = 0; lane < CodeKernels.BlockRows; lane += Lanes)
            {
                var row = (nint)((block * CodeKernels.BlockRows) + lane);
                var value = Vector256.FusedMultiplyAdd(
                    Vector256.ConvertToSingle(Vector256.Load(sums + row)),
                    Vector256.Load(scales + row) * measure.Scale,
                    Vector256.Create(measure.Offset));
                value = Vector256.FusedMultiplyAdd(Vector256.Load(errors + row), Vector256.Create(measure.ErrorWeight), value);
                if (measure.ByNorm)
                {
                    var norm = Vector256.Load(norms + row);
                    value = Vector256.FusedMultiplyAdd(-(norm * norm), Vector256.Create(measure.SquareWeight), value * norm);
                }

                below |= Vector256.LessThan(value, threshold).ExtractMostSignificantBits() << lane;
                value.Store(values + row);
            }

            marks[block] = ~below;
            any |= ~below;
        }

        return any != 0;
    }
}
