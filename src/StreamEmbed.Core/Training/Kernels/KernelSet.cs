namespace StreamEmbed.Training.Kernels;

/// <summary>The processor instructions that training uses.</summary>
public enum KernelSet
{
    /// <summary>Whatever vectors the platform has, 4 to 16 floats wide.</summary>
    Portable,

    /// <summary>AVX2 and FMA: 8 floats.</summary>
    Avx2,

    /// <summary>AVX-512 F and DQ: 16 floats.</summary>
    Avx512,
}
