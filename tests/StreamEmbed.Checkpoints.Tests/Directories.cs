using StreamEmbed.Ports;
using StreamEmbed.TestKit.Logging;
using StreamEmbed.TestKit.Time;

namespace StreamEmbed.Checkpoints.Tests;

/// <summary>Opens directories of checkpoints in tests.</summary>
internal static class Directories
{
    public static CheckpointDirectory Open(
        TemporaryDirectory directory, IFaultPoints? faults = null, int keep = 3, RecordingLoggers? loggers = null) => new(
        directory.Path,
        keep,
        faults ?? NoFaults.Instance,
        new ManualTimeProvider(),
        (loggers ?? new RecordingLoggers()).CreateLogger<CheckpointDirectory>());

    /// <summary>The state in the newest usable checkpoint, or null when there is none.</summary>
    public static string? Read(TemporaryDirectory directory) =>
        CheckpointFinder.Restore(directory.Path, Model.Read, new RecordingLoggers().CreateLogger<CheckpointDirectory>())?.Restored;
}
