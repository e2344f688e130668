namespace StreamEmbed.Checkpoints.Inspection;

/// <summary>What is in a directory of checkpoints.</summary>
/// <typeparam name="T">What was made of the newest whole one.</typeparam>
/// <param name="Checkpoints">All of them, the newest first.</param>
/// <param name="Newest">The newest whole one; null when none is.</param>
/// <param name="Content">What was made of it.</param>
public sealed record Inspection<T>(IReadOnlyList<InspectedCheckpoint> Checkpoints, InspectedCheckpoint? Newest, T? Content)
    where T : class
{
    /// <summary>What is wrong, a sentence each, without repetition.</summary>
    public IReadOnlyList<string> Damages =>
    [
        .. Checkpoints
            .SelectMany(checkpoint => checkpoint.Files.Select(file => file.Damage).Append(checkpoint.Damage))
            .OfType<string>()
            .Distinct(),
    ];
}
