using System.Numerics;

namespace StreamEmbed.Training.Kernels.Portable;

/// <summary>σ(s) = 1 / (1 + e^−s).</summary>
internal static class PortableSigmoid
{
    public static Vector<float> Of(Vector<float> score) =>
        Vector<float>.One / (Vector<float>.One + Vector.Exp(-score));
}
