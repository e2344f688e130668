namespace StreamEmbed.State;

/// <summary>Saved state cannot be read. The message names the section or table and what is wrong with it.</summary>
public sealed class StateFormatException(string message) : Exception(message);
