namespace StreamEmbed.Host.Checkpointing;

/// <summary>Which checkpoints are looked at, and how it is told.</summary>
/// <param name="Directory">Where they are.</param>
/// <param name="Json">Whether the answer is for machines.</param>
internal sealed record InspectArguments(string Directory, bool Json);
