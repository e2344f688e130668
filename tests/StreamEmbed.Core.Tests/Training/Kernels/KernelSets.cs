namespace StreamEmbed.Training.Kernels;

/// <summary>The kernel sets that this processor has, as theory data; the instruction levels switched off in a run are not among them.</summary>
public sealed class KernelSets : TheoryData<KernelSet>
{
    public KernelSets()
    {
        foreach (var set in Enum.GetValues<KernelSet>().Where(BlockKernels.IsSupported))
        {
            Add(set);
        }
    }
}
