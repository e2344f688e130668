namespace StreamEmbed.Checkpoints.Tests;

/// <summary>Ends a commit where a killed process would have ended it: nothing behind that point is done, nothing is tidied up.</summary>
internal sealed class SimulatedCrash(string step) : Exception($"Killed at {step}.");
