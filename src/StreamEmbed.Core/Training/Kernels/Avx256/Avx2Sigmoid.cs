using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Training.Kernels.Avx256;

/// <summary>σ(s), as <see cref="Avx512.Avx512Sigmoid"/> explains it; beyond ±40, where float σ is 0 or 1 to the last bit that matters, s is cut.</summary>
internal static class Avx2Sigmoid
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(Vector256<float> score)
    {
        // The score is the second operand of both: these instructions return the second one where either is NaN,
        // so that a NaN goes through and is seen.
        var cut = Avx.Max(Vector256.Create(-40f), Avx.Min(Vector256.Create(40f), score));
        var exponent = cut * Vector256.Create(-1.44269504f);
        var whole = Avx.RoundToNearestInteger(exponent);
        var rest = exponent - whole;
        var power = Vector256.FusedMultiplyAdd(Vector256.Create(0.0551709f), rest, Vector256.Create(0.24260951f));
        power = Vector256.FusedMultiplyAdd(power, rest, Vector256.Create(0.69326096f));
        power = Vector256.FusedMultiplyAdd(power, rest, Vector256.Create(0.99992817f));
        // There is no scaling instruction: the whole part is added to the exponent's bits.
        var scaled = (power.AsInt32() + (Avx.ConvertToVector256Int32(whole) << 23)).AsSingle();
        return Vector256<float>.One / (Vector256<float>.One + scaled);
    }
}
