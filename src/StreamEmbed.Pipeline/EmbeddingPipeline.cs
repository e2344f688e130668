using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StreamEmbed.Events;
using StreamEmbed.Pipeline.Batches;
using StreamEmbed.Pipeline.Checkpoints;
using StreamEmbed.Pipeline.Counters;
using StreamEmbed.Pipeline.Sources;
using StreamEmbed.Pipeline.Stages;
using StreamEmbed.Ports;
using StreamEmbed.Sessions;
using StreamEmbed.State;
using StreamEmbed.Training;
using StreamEmbed.Users;

namespace StreamEmbed.Pipeline;

/// <summary>Clicks become sessions, sessions train the vectors, changed vectors and the vectors of users are published.</summary>
/// <remarks>
/// <code>
/// source ─[events]─► sessions ─[closed]─► training ─[publications]─► publishing ─► serving topic
///    ▲                                                                    │
///    └────────── positions for lag tools ◄────────────────────────────────┘
/// training ─[saves]─► checkpoints ─► disk
/// </code>
/// [name] is a bounded channel: a slow stage makes the one before it wait, at last the source pauses its partitions. Only training
/// does not wait for publishing: what changed meanwhile is published together with the next barrier.
/// </remarks>
public sealed class EmbeddingPipeline(
    LineOptions options,
    IEventLog log,
    IRejectedEventSink rejected,
    IServingSink serving,
    TimeProvider clock,
    ILoggerFactory loggers,
    ICheckpointSink? checkpoints = null,
    RestoredLine? restored = null)
{
    private Channel<EventBatch>? _events;
    private Channel<SessionBatch>? _closed;
    private Channel<Publication>? _publications;

    /// <summary>What the line has done so far; may be read at any time from any thread.</summary>
    public PipelineCounters Counters { get; } = new(log.Partitions);

    /// <summary>Batches that wait between two stages, by the name of the stage that reads them.</summary>
    public IEnumerable<(string Stage, int Depth)> ChannelDepths =>
    [
        ("sessions", _events?.Reader.Count ?? 0),
        ("training", _closed?.Reader.Count ?? 0),
        ("publishing", _publications?.Reader.Count ?? 0),
    ];

    /// <summary>Runs the line until it is stopped, or until its input ends.</summary>
    /// <param name="endOfInput">Completes with the end of a fixed input; never completes for an endless one.</param>
    /// <param name="stopping">Stop reading, train on what was read, publish, return.</param>
    /// <exception cref="StageFailedException">A stage failed.</exception>
    /// <exception cref="TimeoutException">Stopping took longer than <see cref="PipelineOptions.DrainTimeout"/>.</exception>
    public async Task RunAsync(Task<IReadOnlyList<SourcePosition>> endOfInput, CancellationToken stopping)
    {
        var held = await serving.ReadContentsAsync(stopping).ConfigureAwait(false);

        var events = _events = BoundedBy<EventBatch>(options.Pipeline.EventBatches);
        var closed = _closed = BoundedBy<SessionBatch>(options.Pipeline.SessionBatches);
        var publications = _publications = BoundedBy<Publication>(1);

        var progress = new ProgressMailbox();
        var clicks = new Pool<ClickList>(list => list.Clear());
        var batches = new Pool<EventBatch>(batch => batch.Clear());
        using var turn = new CheckpointTurn();
        var saves = BoundedBy<StateSave>(1);
        var model = restored?.Model ?? new ItemEmbeddings(options.Training, options.Vocabulary);
        var tracker = new SessionTracker(options.Sessions, log.Partitions);
        var histories = new UserHistories(options.Users);
        if (restored is not null)
        {
            tracker.Restore(restored.Sessions);
            histories.Restore(restored.Histories);
            histories.TouchAll();
        }

        var barrier = new CheckpointBarrier(
            checkpoints,
            turn,
            options.Checkpoint.Every,
            options.Pipeline.DrainTimeout,
            clock.GetUtcNow().ToUnixTimeMilliseconds(),
            loggers.CreateLogger<CheckpointBarrier>());
        var source = new SourceStage(
            log,
            new JsonEventDecoder(options.Events),
            rejected,
            batches,
            progress,
            options.Pipeline,
            options.Publishing,
            options.Sessions.MaxAhead,
            Counters.Source,
            clock,
            loggers.CreateLogger<SourceStage>(),
            barrier,
            restored?.Next ?? []);
        var sessions = new SessionStage(
            tracker,
            histories,
            rejected,
            batches,
            clicks,
            options.Sessions,
            model.Earlier,
            Counters.Sessions);
        var training = new TrainingStage(model, held, clicks, options.Users, options.Publishing, Counters.Training, restored is not null, restored?.MayPublish ?? false);
        var publishing = new PublishingStage(serving, progress, Counters.Publishing, clock);

        List<Stage> stages =
        [
            new("source", abort => source.RunAsync(events.Writer, endOfInput, stopping, abort), () => events.Writer.Complete()),
            new("sessions", abort => sessions.RunAsync(events.Reader, closed.Writer, abort), () => closed.Writer.Complete()),
            new("training", abort => training.RunAsync(closed.Reader, publications, saves.Writer, abort), () => CompleteBoth(publications.Writer, saves.Writer)),
            new("publishing", abort => publishing.RunAsync(publications.Reader, abort), () => { }),
        ];
        if (checkpoints is not null)
        {
            var writing = new CheckpointStage(checkpoints, rejected, turn, Counters.Checkpoints, clock);
            stages.Add(new("checkpoints", abort => writing.RunAsync(saves.Reader, abort), () => { }));
        }

        await StageGroup.RunAsync(stages, options.Pipeline.DrainTimeout, clock, stopping).ConfigureAwait(false);
    }

    private static void CompleteBoth(ChannelWriter<Publication> publications, ChannelWriter<StateSave> saves)
    {
        publications.Complete();
        saves.Complete();
    }

    private static Channel<T> BoundedBy<T>(int capacity) => Channel.CreateBounded<T>(
        new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });
}
