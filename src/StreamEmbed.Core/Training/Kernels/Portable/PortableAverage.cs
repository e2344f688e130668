namespace StreamEmbed.Training.Kernels.Portable;

/// <summary><see cref="BlockKernels.Average"/>.</summary>
internal static unsafe class PortableAverage
{
    public static void Run(float* row, ushort* average, int width, float rate)
    {
        for (var d = 0; d < width; d++)
        {
            var before = BFloat16.ToSingle(average[d]);
            average[d] = BFloat16.FromSingle(before + (rate * (row[d] - before)));
        }
    }
}
