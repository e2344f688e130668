namespace StreamEmbed.State;

/// <summary>A checkpoint is on the disk.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Bytes">Bytes written for it.</param>
public sealed record CheckpointReceipt(long Number, long Bytes);
