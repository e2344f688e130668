using System.Globalization;
using System.Text.Json.Serialization;
using StreamEmbed.Host.Commands;

namespace StreamEmbed.Host.Training;

/// <summary>The answer of a training.</summary>
internal sealed record TrainReport
{
    /// <summary>Items of sessions trained, in all epochs.</summary>
    [JsonPropertyName("tokens")]
    public required long Tokens { get; init; }

    [JsonPropertyName("sessions")]
    public required long Sessions { get; init; }

    [JsonPropertyName("items")]
    public required int Items { get; init; }

    [JsonPropertyName("dimension")]
    public required int Dimension { get; init; }

    [JsonPropertyName("preset")]
    public required string Preset { get; init; }

    [JsonPropertyName("threads")]
    public required int Threads { get; init; }

    [JsonPropertyName("kernels")]
    public required string Kernels { get; init; }

    /// <summary>CPU time of the whole process from opening the file to the last step: reading, id look-up and training.</summary>
    [JsonPropertyName("training_cpu_seconds")]
    public required double TrainingCpuSeconds { get; init; }

    [JsonPropertyName("training_seconds")]
    public required double TrainingSeconds { get; init; }

    [JsonPropertyName("tokens_per_cpu_second")]
    public double TokensPerCpuSecond => TrainingCpuSeconds > 0 ? Tokens / TrainingCpuSeconds : 0;

    /// <summary>Mean loss of a pair and its noise; null when nothing was trained.</summary>
    [JsonPropertyName("loss")]
    public required double? Loss { get; init; }

    [JsonPropertyName("peak_memory_bytes")]
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Number of the checkpoint that holds the model; null when none was written.</summary>
    [JsonPropertyName("checkpoint")]
    public long? Checkpoint { get; init; }

    /// <summary>Where it is.</summary>
    [JsonPropertyName("checkpoint_directory")]
    public string? CheckpointDirectory { get; init; }

    public void Write(TextWriter output, bool json)
    {
        if (json)
        {
            Answers.WriteJson(output, this);
            return;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Trained {Items:N0} items on {Tokens:N0} items of {Sessions:N0} sessions in {TrainingSeconds:N1} s ({TokensPerCpuSecond:N0} a CPU second); loss {Loss:N3}."));
        if (Checkpoint is not null)
        {
            output.WriteLine($"Checkpoint {Checkpoint} in {CheckpointDirectory} holds the model; 'streamembed run' goes on from it.");
        }
    }
}
