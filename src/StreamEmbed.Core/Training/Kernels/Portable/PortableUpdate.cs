using System.Numerics;

namespace StreamEmbed.Training.Kernels.Portable;

/// <summary><see cref="BlockKernels.Update"/>, one vector-wide tile of the rows after the other.</summary>
internal static unsafe class PortableUpdate
{
    public static void Run(
        float** inputs,
        float** contexts,
        int count,
        float* coefficients,
        int stride,
        float* damping,
        int width)
    {
        var x = stackalloc Vector<float>[BlockKernels.Tokens];
        var sums = stackalloc Vector<float>[BlockKernels.Tokens];
        for (var d = 0; d < width; d += Vector<float>.Count)
        {
            for (var i = 0; i < BlockKernels.Tokens; i++)
            {
                x[i] = Vector.Load(inputs[i] + d);
                sums[i] = Vector<float>.Zero;
            }

            for (var k = 0; k < count; k++)
            {
                var before = Vector.Load(contexts[k] + d);
                var after = before;
                for (var i = 0; i < BlockKernels.Tokens; i++)
                {
                    var c = coefficients[(i * stride) + k];
                    sums[i] += c * before;
                    after += c * x[i];
                }

                Vector.Store(after, contexts[k] + d);
            }

            for (var i = 0; i < BlockKernels.Tokens; i++)
            {
                // Read again, not x: an item that stands twice in the block gets both steps.
                Vector.Store(Vector.Load(inputs[i] + d) + (damping[i] * sums[i]), inputs[i] + d);
            }
        }
    }
}
