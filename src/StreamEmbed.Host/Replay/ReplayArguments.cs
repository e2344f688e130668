namespace StreamEmbed.Host.Replay;

/// <summary>What a replay was asked for, beside the options.</summary>
/// <param name="File">The file of events, as the user named it.</param>
/// <param name="Speed">How fast.</param>
internal sealed record ReplayArguments(string File, ReplaySpeed Speed);
