using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Training.Kernels.Avx256;

/// <summary><see cref="BlockKernels.Average"/> and <see cref="BlockKernels.NormSquared"/>.</summary>
internal static unsafe class Avx2Average
{
    public static void Run(float* row, ushort* average, int width, float rate)
    {
        var rates = Vector256.Create(rate);
        for (nint d = 0; d < width; d += 8)
        {
            var before = (Avx2.ConvertToVector256Int32(average + d) << 16).AsSingle();
            var after = Vector256.FusedMultiplyAdd(Vector256.Load(row + d) - before, rates, before).AsUInt32();
            after += Vector256.Create(0x7FFFu) + ((after >> 16) & Vector256<uint>.One);
            var halves = (after >> 16).AsInt32();
            Vector128.Store(Sse41.PackUnsignedSaturate(halves.GetLower(), halves.GetUpper()), average + d);
        }
    }

    public static float NormSquared(float* row, int width)
    {
        var sum = Vector256<float>.Zero;
        for (nint d = 0; d < width; d += 8)
        {
            var x = Vector256.Load(row + d);
            sum = Vector256.FusedMultiplyAdd(x, x, sum);
        }

        return Vector256.Sum(sum);
    }
}
