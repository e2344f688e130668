namespace StreamEmbed.Pipeline.Stages;

/// <summary>A stage ended with an error, and the line with it.</summary>
public sealed class StageFailedException(string stage, Exception inner)
    : Exception($"The {stage} stage failed: {inner.Message}", inner)
{
    /// <summary>The stage's name.</summary>
    public string Stage { get; } = stage;
}
