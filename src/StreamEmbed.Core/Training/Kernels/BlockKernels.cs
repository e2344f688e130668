using System.Runtime.Intrinsics.X86;

namespace StreamEmbed.Training.Kernels;

/// <summary>The arithmetic of one block of 8 tokens; one implementation for each <see cref="KernelSet"/>.</summary>
/// <remarks>
/// <para>
/// x_i (i = 0…7) are the block's input rows, o_k (k = 0…columns − 1) its context rows: first the noise rows, then the items
/// around the tokens. Matrices are row-major float[8 × stride], one row a token, one column a context row. Rows are
/// float[width], width a multiple of 16, 64-byte aligned in use but not required to be. <c>columns</c> is a multiple of
/// <see cref="ColumnMultiple"/>; a caller fills up with pointers to a row of zeros and weights of 0.
/// </para>
/// <para>Callers have checked lengths: these methods check nothing. They write only what is named. Stateless.</para>
/// </remarks>
internal abstract unsafe class BlockKernels
{
    /// <summary>Tokens in a block.</summary>
    public const int Tokens = TrainingSettings.BlockTokens;

    /// <summary>Column counts are a multiple of this: one 512-bit vector.</summary>
    public const int ColumnMultiple = 16;

    /// <summary>The best set that this processor has.</summary>
    public static BlockKernels Best { get; } = Of(
        IsSupported(KernelSet.Avx512) ? KernelSet.Avx512 : IsSupported(KernelSet.Avx2) ? KernelSet.Avx2 : KernelSet.Portable);

    public abstract KernelSet Set { get; }

    public static bool IsSupported(KernelSet set) => set switch
    {
        KernelSet.Avx512 => Avx512F.IsSupported && Avx512DQ.IsSupported,
        KernelSet.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        _ => true,
    };

    /// <exception cref="PlatformNotSupportedException">The processor lacks the set.</exception>
    public static BlockKernels Of(KernelSet set)
    {
        if (!IsSupported(set))
        {
            throw new PlatformNotSupportedException($"This processor does not have the {set} instructions.");
        }

        return set switch
        {
            KernelSet.Avx512 => new Avx512.Avx512Kernels(),
            KernelSet.Avx2 => new Avx256.Avx2Kernels(),
            _ => new Portable.PortableKernels(),
        };
    }

    /// <summary>Copies the 8 input rows into the layout that <see cref="Scores"/> of the same set reads.</summary>
    /// <param name="packed">float[8 × width].</param>
    public abstract void Pack(float** inputs, int width, float* packed);

    /// <summary>scores[i, k] = x_i · o_k.</summary>
    /// <param name="count">Context rows; a multiple of 4.</param>
    public abstract void Scores(float* packed, int width, float** contexts, int count, float* scores, int stride);

    /// <summary>The bounded step: coefficients c and damping f of a block, token by token as if each were applied before the next.</summary>
    /// <remarks>
    /// For i = 0…tokens − 1, over all columns k, with σ = σ(s_ik):
    /// <code>
    /// h_ik = w_ik · max(σ(1 − σ), floor)                 curvature of the pair
    /// c_ik = rate · w_ik (y_ik − σ) / (1 + rate · h_ik |x_i|²)   implicit step against the context row
    /// f_i  = 1 / (1 + damping · rate · Σ_k h_ik |o_k|²)     trace bound on the input row
    /// |o_k|² += c_ik (2 s_ik + c_ik |x_i|²)                  what that step does to the norm
    /// s_jk += (x_i · x_j) c_ik, j > i                         and to the later tokens' scores
    /// </code>
    /// Coefficients and damping of tokens from <paramref name="tokens"/> on become 0.
    /// </remarks>
    /// <param name="scores">In: x_i · o_k. Out: the scores as the steps saw them.</param>
    /// <param name="weights">float[8 × stride]: w where the column is context of the token (y = 1), −w where it is noise (y = 0), 0 where it is neither: one column may be one token's context and another's noise.</param>
    /// <param name="gram">x_i · x_j, float[8 × 8].</param>
    /// <param name="norms">|o_k|², float[columns], followed through the step.</param>
    /// <param name="damping">float[8].</param>
    /// <returns>A number that is finite exactly if all coefficients and norms are: an infinite norm alone would only bring steps to a halt.</returns>
    public abstract float BoundedStep(
        float* scores,
        float* weights,
        float* gram,
        float* norms,
        float* coefficients,
        float* damping,
        int tokens,
        int columns,
        int stride,
        StepBound bound);

    /// <summary>The plain step: c_ik = rate · w_ik (y_ik − σ(s_ik)), nothing refreshed, nothing bounded; weights as in <see cref="BoundedStep"/>.</summary>
    /// <returns>A number that is finite exactly if all coefficients are.</returns>
    public abstract float PlainStep(
        float* scores,
        float* weights,
        float* coefficients,
        int tokens,
        int columns,
        int stride,
        float rate);

    /// <summary>x_i += f_i Σ_k c_ik o_k and o_k += Σ_i c_ik x_i, all right-hand sides old; a row that occurs twice gets both steps.</summary>
    /// <param name="count">Context rows; any number.</param>
    public abstract void Update(
        float** inputs,
        float** contexts,
        int count,
        float* coefficients,
        int stride,
        float* damping,
        int width,
        PrefetchList prefetch);

    /// <summary>average += rate · (row − average), rounded to the nearest bfloat16, ties to even.</summary>
    public abstract void Average(float* row, ushort* average, int width, float rate);

    /// <summary>row · row.</summary>
    public abstract float NormSquared(float* row, int width);
}
