namespace StreamEmbed.Training.Kernels.Avx256;

/// <summary>Kernels for AVX2 with FMA: 8 floats an instruction, 16 registers.</summary>
internal sealed unsafe class Avx2Kernels : BlockKernels
{
    public override KernelSet Set => KernelSet.Avx2;

    public override void Pack(float** inputs, int width, float* packed) => Avx2Pack.Run(inputs, width, packed);

    public override void Scores(float* packed, int width, float** contexts, int count, float* scores, int stride) =>
        Avx2Scores.Run(packed, width, contexts, count, scores, stride);

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
        Avx2BoundedStep.Run(scores, weights, gram, norms, coefficients, damping, tokens, columns, stride, bound);

    public override float PlainStep(
        float* scores,
        float* weights,
        float* coefficients,
        int tokens,
        int columns,
        int stride,
        float rate) =>
        Avx2PlainStep.Run(scores, weights, coefficients, tokens, columns, stride, rate);

    public override void Update(
        float** inputs,
        float** contexts,
        int count,
        float* coefficients,
        int stride,
        float* damping,
        int width,
        PrefetchList prefetch) =>
        Avx2Update.Run(inputs, contexts, count, coefficients, stride, damping, width, prefetch);

    public override void Average(float* row, ushort* average, int width, float rate) =>
        Avx2Average.Run(row, average, width, rate);

    public override float NormSquared(float* row, int width) => Avx2Average.NormSquared(row, width);
}
