using System.Runtime.Intrinsics;

namespace StreamEmbed.Training.Kernels.Avx256;

/// <summary><see cref="BlockKernels.Pack"/>: packed is float[width / 4][8 tokens][4], so that one vector holds 4 numbers of 2 tokens each.</summary>
internal static unsafe class Avx2Pack
{
    public static void Run(float** inputs, int width, float* packed)
    {
        for (var i = 0; i < BlockKernels.Tokens; i++)
        {
            var from = inputs[i];
            var to = packed + (4 * i);
            for (nint d = 0; d < width; d += 4, to += 4 * BlockKernels.Tokens)
            {
                Vector128.Store(Vector128.Load(from + d), to);
            }
        }
    }
}
