using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Training.Kernels.Avx512;

/// <summary><see cref="BlockKernels.Average"/> and <see cref="BlockKernels.NormSquared"/>.</summary>
internal static unsafe class Avx512Average
{
    public static void Run(float* row, ushort* average, int width, float rate)
    {
        var rates = Vector512.Create(rate);
        for (nint d = 0; d < width; d += 16)
        {
            var before = Avx512F.ShiftLeftLogical(Avx512F.ConvertToVector512Int32(Vector256.Load(average + d)), 16).AsSingle();
            var after = Vector512.FusedMultiplyAdd(Vector512.Load(row + d) - before, rates, before).AsUInt32();
            after += Vector512.Create(0x7FFFu) + ((after >> 16) & Vector512<uint>.One);
            Vector256.Store(Avx512F.ConvertToVector256UInt16(after >> 16), average + d);
        }
    }

    public static float NormSquared(float* row, int width)
    {
        var sum = Vector512<float>.Zero;
        for (nint d = 0; d < width; d += 16)
        {
            var x = Vector512.Load(row + d);
            sum = Vector512.FusedMultiplyAdd(x, x, sum);
        }

        return Vector512.Sum(sum);
    }
}
