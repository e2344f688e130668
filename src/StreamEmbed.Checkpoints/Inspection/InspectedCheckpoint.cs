namespace StreamEmbed.Checkpoints.Inspection;

/// <summary>A checkpoint, as it was found.</summary>
/// <param name="Number">Its number.</param>
/// <param name="CreatedMs">When it was written, Unix milliseconds; null when its manifest cannot be read.</param>
/// <param name="Program">The version of the program that wrote it; null as above.</param>
/// <param name="Files">Its files, the manifest first; several checkpoints share those of their tables.</param>
/// <param name="Damage">What is wrong with its content although every sum fits, one sentence; else null.</param>
public sealed record InspectedCheckpoint(long Number, long? CreatedMs, string? Program, IReadOnlyList<InspectedFile> Files, string? Damage)
{
    /// <summary>Whether a service can go on from it.</summary>
    public bool IsWhole => Damage is null && Files.All(file => file.Damage is null);
}
