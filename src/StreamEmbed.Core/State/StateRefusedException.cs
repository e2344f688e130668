namespace StreamEmbed.State;

/// <summary>
/// Saved state is whole, but this program or these options cannot go on from it: an unknown version, another number of dimensions.
/// The message says what to do. Unlike damage (<see cref="StateFormatException"/>), an older state would not help.
/// </summary>
public sealed class StateRefusedException(string message) : Exception(message);
