namespace StreamEmbed.Training;

/// <summary>A named set of training options that were measured together.</summary>
public enum TrainingPreset
{
    /// <summary>For an endless stream: constant bounded steps, noise from recent events, replay, averaged rows.</summary>
    Streaming,

    /// <summary>For history read once at full speed: a falling rate, no bound, no averages.</summary>
    Throughput,
}
