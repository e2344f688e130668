using StreamEmbed.Checkpoints.Files;

namespace StreamEmbed.Checkpoints.Inspection;

/// <summary>A file that a checkpoint needs, as it was found.</summary>
/// <param name="Name">Its name in the directory.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Bytes">Its size on the disk; 0 when it is missing.</param>
/// <param name="Damage">What is wrong with it, one sentence; null when every sum in it fits.</param>
public sealed record InspectedFile(string Name, StateFileKind Kind, long Bytes, string? Damage);
