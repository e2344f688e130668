using System.Numerics;

namespace StreamEmbed.Training.Kernels.Portable;

/// <summary><see cref="BlockKernels.PlainStep"/>.</summary>
internal static unsafe class PortablePlainStep
{
    public static float Run(
        float* scores,
        float* weights,
        float* coefficients,
        int tokens,
        int columns,
        int stride,
        float rate)
    {
        var check = Vector<float>.Zero;
        for (var i = 0; i < tokens; i++)
        {
            var row = i * stride;
            for (var k = 0; k < columns; k += Vector<float>.Count)
            {
                var weight = Vector.Load(weights + row + k);
                var sigmoid = PortableSigmoid.Of(Vector.Load(scores + row + k));
                var step = rate * (Vector.Max(weight, Vector<float>.Zero) - (Vector.Abs(weight) * sigmoid));
                check += step;
                Vector.Store(step, coefficients + row + k);
            }
        }

        for (var i = tokens; i < BlockKernels.Tokens; i++)
        {
            new Span<float>(coefficients + (i * stride), columns).Clear();
        }

        return Vector.Sum(check);
    }
}
