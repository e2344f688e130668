namespace StreamEmbed.Checkpoints;

/// <summary>A directory of checkpoints cannot be used. The message says why and what to do.</summary>
public sealed class CheckpointException(string message, Exception? inner = null) : Exception(message, inner);
