using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Client.Following;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Serving;

namespace StreamEmbed.Client;

/// <summary>Follows a serving topic and holds an exact, versioned copy of its embeddings in memory.</summary>
/// <remarks>
/// <code>
/// using var reader = EmbeddingReader.Start(new EmbeddingReaderOptions { BootstrapServers = "kafka:9092" });
/// await reader.WaitUntilCaughtUpAsync(stopping);
/// var view = reader.Current;
/// foreach (var (item, score) in view.SimilarItems("i9", 20)) { … }
/// </code>
/// A thread of its own reads all partitions from their beginnings. Items change by whole snapshots only: the next one is
/// served when every partition has brought it completely, proved by count and digest; until then the one before. Users change
/// as they come. Brokers that are away are waited for, meanwhile the last view stays. A copy with a gap (records were
/// cleaned away before they were read) is made anew while the old one is served. Thread-safe.
/// </remarks>
public sealed class EmbeddingReader : IDisposable
{
    private readonly TopicFollower _follower;
    private readonly TimeProvider _clock;

    private EmbeddingReader(TopicFollower follower, TimeProvider clock)
    {
        _follower = follower;
        _clock = clock;
    }

    /// <summary>The newest view. Never blocks; take it once for each piece of work.</summary>
    public EmbeddingView Current => _follower.Views.Current;

    /// <summary>How the reader is doing.</summary>
    public ReaderStatus Status
    {
        get
        {
            var snapshot = Current.Snapshot;
            var progress = _follower.Progress;
            return new ReaderStatus
            {
                Snapshot = snapshot.Number,
                Age = snapshot.Number == 0 ? null : _clock.GetUtcNow() - snapshot.PublishedAt,
                Lag = progress.Lag,
                Partitions = progress.Partitions,
                IsWhole = progress.IsWhole,
                Rebuilds = progress.Rebuilds,
                Unreadable = progress.Unreadable,
                Problem = _follower.Problem,
            };
        }
    }

    /// <summary>Starts to follow, in the background.</summary>
    /// <param name="options">What and how.</param>
    /// <param name="loggers">Where it says what happens; null for nowhere.</param>
    /// <exception cref="ArgumentException">An option is missing, or a client setting is not accepted.</exception>
    public static EmbeddingReader Start(EmbeddingReaderOptions options, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.BootstrapServers);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Topic);
        loggers ??= NullLoggerFactory.Instance;
        var clients = new KafkaClients(
            new KafkaOptions { BootstrapServers = options.BootstrapServers, GroupId = "streamembed-reader", Client = options.ClientSettings }, loggers, options.Clock);
        try
        {
            // Made here, so that a setting that is not accepted is the caller's error.
            var topic = new ServingTopicReader(clients, options.Topic, "reader", isLasting: true);
            return new EmbeddingReader(new TopicFollower(options, clients, topic, loggers.CreateLogger<EmbeddingReader>()), options.Clock);
        }
        catch (KafkaSetupException exception)
        {
            throw new ArgumentException(exception.Message, nameof(options), exception);
        }
    }

    /// <summary>Returns a view of this snapshot or a newer one, as soon as it is served.</summary>
    /// <exception cref="DimensionChangedException">The topic went on to vectors of another length.</exception>
    public Task<EmbeddingView> WaitForSnapshotAsync(long number, CancellationToken cancellationToken = default) =>
        _follower.Views.WaitForAsync(view => view.Snapshot.Number >= number, cancellationToken);

    /// <summary>Returns when everything that was in the topic at the time of the call is read and served, as far as it is whole.</summary>
    /// <remarks>Waits for a topic that does not exist yet, and for brokers that are away: give it a token with a time-out.</remarks>
    /// <exception cref="DimensionChangedException">The topic went on to vectors of another length.</exception>
    public Task WaitUntilCaughtUpAsync(CancellationToken cancellationToken = default) =>
        _follower.CatchUps.AskAsync(cancellationToken);

    /// <summary>Stops following. Views taken stay valid.</summary>
    public void Dispose() => _follower.Dispose();
}
