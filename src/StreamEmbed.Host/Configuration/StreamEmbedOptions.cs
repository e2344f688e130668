using StreamEmbed.Events;
using StreamEmbed.Host.Http;
using StreamEmbed.Host.Logging;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Pipeline;
using StreamEmbed.Serving;
using StreamEmbed.Sessions;
using StreamEmbed.State;
using StreamEmbed.Training;
using StreamEmbed.Users;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Host.Configuration;

/// <summary>All options of the program: one section a property, in the order of the data's way.</summary>
internal sealed record StreamEmbedOptions
{
    public KafkaOptions Kafka { get; init; } = new();

    public PipelineOptions Pipeline { get; init; } = new();

    public EventOptions Events { get; init; } = new();

    public SessionOptions Sessions { get; init; } = new();

    public VocabularyOptions Vocabulary { get; init; } = new();

    public TrainingOptions Training { get; init; } = new();

    public UserOptions Users { get; init; } = new();

    public PublishingOptions Publishing { get; init; } = new();

    public CheckpointOptions Checkpoint { get; init; } = new();

    public HttpOptions Http { get; init; } = new();

    public LoggingOptions Logging { get; init; } = new();

    /// <summary>Those of the stages.</summary>
    public LineOptions OfLine() => new()
    {
        Pipeline = Pipeline,
        Events = Events,
        Sessions = Sessions,
        Vocabulary = Vocabulary,
        Training = Training,
        Users = Users,
        Publishing = Publishing,
        Checkpoint = Checkpoint,
    };
}
