namespace StreamEmbed.Training.Kernels.Portable;

/// <summary>Kernels for any processor, in the vectors that the platform has.</summary>
internal sealed unsafe class PortableKernels : BlockKernels
{
    public override KernelSet Set => KernelSet.Portable;

    public override void Pack(float** inputs, int width, float* packed)
    {
        for (var i = 0; i < Tokens; i++)
        {
            new ReadOnlySpan<float>(inputs[i], width).CopyTo(new Span<float>(packed + (i * width), width));
        }
    }

    public override void Scores(float* packed, int width, float** contexts, int count, float* scores, int stride) =>
        PortableScores.Run(packed, width, contexts, count, scores, stride);

    public override float BoundedStep(
        float* scores,
        float* weights,
        float* gram,
        float* norms,
        float* coefficients,
        float* damping,
        int tokens,
        int columns,
        int stride,
        StepBound bound) =>
        PortableBoundedStep.Run(scores, weights, gram, norms, coefficients, damping, tokens, columns, stride, bound);

    public override float PlainStep(
        float* scores,
        float* weights,
        float* coefficients,
        int tokens,
        int columns,
        int stride,
        float rate) =>
        PortablePlainStep.Run(scores, weights, coefficients, tokens, columns, stride, rate);

    public override void Update(
        float** inputs,
        float** contexts,
        int count,
        float* coefficients,
        int stride,
        float* damping,
        int width,
        PrefetchList prefetch) =>
        // There is no portable way to prefetch; the hardware's own guesses have to do.
        PortableUpdate.Run(inputs, contexts, count, coefficients, stride, damping, width);

    public override void Average(float* row, ushort* average, int width, float rate) =>
        PortableAverage.Run(row, average, width, rate);

    public override float NormSquared(float* row, int width) => PortableScores.Dot(row, row, width);
}
