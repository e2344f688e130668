using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Training.Kernels.Avx512;

/// <summary>σ(s) = 1 / (1 + 2^(−s · log₂ e)), relative error below 10⁻⁴, for every s.</summary>
/// <remarks>
/// The exponent is split into a whole number, which scales exactly and saturates to 0 and infinity by itself, and a rest in
/// [−½, ½], for which a polynomial of degree 3 (minimax, relative error 7.5 · 10⁻⁵) is far below the noise of sampling.
/// </remarks>
internal static class Avx512Sigmoid
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> score)
    {
        var exponent = score * Vector512.Create(-1.44269504f);
        var whole = Avx512F.RoundScale(exponent, 0);
        var rest = exponent - whole;
        var power = Vector512.FusedMultiplyAdd(Vector512.Create(0.0551709f), rest, Vector512.Create(0.24260951f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(0.69326096f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(0.99992817f));
        return Vector512<float>.One / (Vector512<float>.One + Avx512F.Scale(power, whole));
    }
}
