namespace StreamEmbed.State;

/// <summary>A piece of state that is saved as a whole every time: source positions, open sessions, random state.</summary>
/// <param name="Name">Unique within a checkpoint; a stage's name, or <c>stage/part</c>.</param>
/// <param name="Version">Of the form of its content; raised with every change of it.</param>
/// <param name="Content">What was written.</param>
public sealed record StateSection(string Name, int Version, StateWriter Content);
