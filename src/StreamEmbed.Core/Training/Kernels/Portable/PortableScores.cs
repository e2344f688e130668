using System.Numerics;

namespace StreamEmbed.Training.Kernels.Portable;

/// <summary><see cref="BlockKernels.Scores"/>, dot product by dot product; packed is the 8 rows one after the other.</summary>
internal static unsafe class PortableScores
{
    public static void Run(float* packed, int width, float** contexts, int count, float* scores, int stride)
    {
        for (var k = 0; k < count; k++)
        {
            for (var i = 0; i < BlockKernels.Tokens; i++)
            {
                scores[(i * stride) + k] = Dot(packed + (i * width), contexts[k], width);
            }
        }
    }

    public static float Dot(float* a, float* b, int width)
    {
        var sum = Vector<float>.Zero;
        for (var d = 0; d < width; d += Vector<float>.Count)
        {
            sum += Vector.Load(a + d) * Vector.Load(b + d);
        }

        return Vector.Sum(sum);
    }
}
