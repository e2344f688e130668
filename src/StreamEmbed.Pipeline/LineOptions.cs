using StreamEmbed.Events;
using StreamEmbed.Serving;
using StreamEmbed.Sessions;
using StreamEmbed.State;
using StreamEmbed.Training;
using StreamEmbed.Users;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Pipeline;

/// <summary>The options of every stage, in the order of the data. Validated before they come here.</summary>
public sealed record LineOptions
{
    public PipelineOptions Pipeline { get; init; } = new();

    public EventOptions Events { get; init; } = new();

    public SessionOptions Sessions { get; init; } = new();

    public VocabularyOptions Vocabulary { get; init; } = new();

    public TrainingOptions Training { get; init; } = new();

    public UserOptions Users { get; init; } = new();

    public PublishingOptions Publishing { get; init; } = new();

    public CheckpointOptions Checkpoint { get; init; } = new();
}
