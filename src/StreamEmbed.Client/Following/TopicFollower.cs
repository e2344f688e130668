using Microsoft.Extensions.Logging;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Serving;
using StreamEmbed.Ports;

namespace StreamEmbed.Client.Following;

/// <summary>The thread that reads the topic, and what it makes known to others.</summary>
internal sealed partial class TopicFollower : IDisposable
{
    // Records between two looks at waiters, lag and gaps.
    private const int MaxBatch = 1_000;

    // How late, at most, a call for waiters is noticed while nothing comes.
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly EmbeddingReaderOptions _options;
    private readonly KafkaClients _clients;
    private readonly ServingTopicReader _topic;
    private readonly ILogger _log;
    private readonly RebuildPace _pace;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Thread _thread;
    private volatile FollowProgress _progress = new([], true, 0, 0);
    private volatile string? _problem;
    private long[] _processed = [];
    private DateTimeOffset?[] _lastWritten = [];
    private long _lastView;

    /// <param name="topic">Owned, and disposed with this.</param>
    public TopicFollower(EmbeddingReaderOptions options, KafkaClients clients, ServingTopicReader topic, ILogger log)
    {
        (_options, _clients, _topic, _log) = (options, clients, topic, log);
        _pace = new RebuildPace(options.Clock);
        _thread = new Thread(Run) { IsBackground = true, Name = "embedding-reader" };
        _thread.Start();
    }

    public ViewPublisher Views { get; } = new();

    public CatchUps CatchUps { get; } = new();

    public FollowProgress Progress => _progress;

    /// <summary>What is wrong now; null when nothing is.</summary>
    public string? Problem => _problem ?? (_clients.Watch.IsLost ? _clients.Watch.Troubles : null);

    public void Dispose()
    {
        _stopping.Cancel();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }
    }

    private void Run()
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                FollowUntilGap();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (Exception exception)
        {
            // A program error or another dimension: the last view stays, whoever waits for a newer one is told.
            _problem = exception.Message;
            LogEnded(exception);
            End(exception);
            return;
        }
        finally
        {
            _topic.Dispose();
        }

        End(new ObjectDisposedException(nameof(EmbeddingReader)));
    }

    private void End(Exception exception)
    {
        Views.End(exception);
        CatchUps.End(exception);
    }

    private void FollowUntilGap()
    {
        try
        {
            _topic.OpenAsync(_stopping.Token).GetAwaiter().GetResult();
            Follow(new EmbeddingCopy(_topic.Partitions, _options.Exact, _stopping.Token), _topic.QueryEnds(QueryTimeout));
            LogGap(_options.Topic);
        }
        catch (LogGapException exception)
        {
            LogCut(exception.Message);
            Pause(exception.Message);
        }
        catch (Exception exception) when (exception is KafkaSetupException or TimeoutException)
        {
            // The topic does not exist yet, or nobody answers: said in the status, and tried again.
            Pause(exception.Message);
            return;
        }

        _progress = _progress with { Rebuilds = _progress.Rebuilds + 1 };
    }

    /// <summary>Reads the topic from its beginning into a copy. Returns when the copy has a gap and should be made anew.</summary>
    /// <param name="ends">Where the topic ended when reading began.</param>
    private void Follow(EmbeddingCopy copy, long[] ends)
    {
        CatchUps.Restart();
        _processed = new long[copy.Partitions];
        _lastWritten = new DateTimeOffset?[copy.Partitions];
        _problem = null;
        var serving = new CopyServing(copy, Views);
        while (true)
        {
            _stopping.Token.ThrowIfCancellationRequested();
            ReadBatch(copy, serving);
            var catchesUp = !serving.IsCaughtUp && _topic.HasReached(ends);
            serving.IsCaughtUp |= catchesUp;
            if (catchesUp || (copy.HasNews && _options.Clock.GetElapsedTime(_lastView) >= _options.UsersEvery))
            {
                Serve(serving);
            }

            _progress = _progress with { Partitions = ReadPartitions(copy.Partitions), IsWhole = copy.IsWhole };
            if (serving.IsCaughtUp && IsGap())
            {
                return;
            }

            TellProcessed(copy.Partitions);
            TellWaiters(copy, serving);
        }
    }

    private void ReadBatch(EmbeddingCopy copy, CopyServing serving)
    {
        var wait = copy.HasNews && _options.UsersEvery < IdleWait ? _options.UsersEvery : IdleWait;
        for (var i = 0; i < MaxBatch && _topic.TryRead(i == 0 ? wait : TimeSpan.Zero, out var entry); i++)
        {
            _lastWritten[entry.Partition] = EmbeddingCopy.TimeOf(entry.TimestampMs);
            if (entry.Fault is not null)
            {
                _progress = _progress with { Unreadable = _progress.Unreadable + 1 };
                LogUnreadable(_options.Topic, entry.Partition, entry.Offset, entry.Fault);
            }
            else if (entry.Record is not null && copy.Apply(entry.Partition, entry.Record, entry.TimestampMs))
            {
                Serve(serving);
            }
        }
    }

    private PartitionProgress[] ReadPartitions(int count)
    {
        var partitions = new PartitionProgress[count];
        for (var i = 0; i < count; i++)
        {
            partitions[i] = new PartitionProgress(i, _topic.Position(i), _topic.LagOf(i), _lastWritten[i]);
        }

        return partitions;
    }

    private void Serve(CopyServing serving)
    {
        if (serving.TryServe())
        {
            _lastView = _options.Clock.GetTimestamp();
        }
    }

    private bool IsGap()
    {
        if (_progress.IsWhole)
        {
            _pace.Reset();
            return false;
        }

        // Before the end it may be compaction only: a later snapshot is whole again.
        return _progress.Lag == 0 && _pace.TryTake();
    }

    private void TellProcessed(int partitions)
    {
        for (var partition = 0; _options.Processed is not null && partition < partitions; partition++)
        {
            if (_topic.Position(partition) is var position && position > _processed[partition])
            {
                _processed[partition] = position;
                _options.Processed(partition, position);
            }
        }
    }

    private void TellWaiters(EmbeddingCopy copy, CopyServing serving)
    {
        try
        {
            CatchUps.FindEnds(_topic, QueryTimeout);
            _problem = null;
        }
        catch (TimeoutException exception)
        {
            _problem = exception.Message;
        }

        if (CatchUps.CanAnswer(_topic))
        {
            if (copy.HasNews)
            {
                // They wait for their turn, and belong to what was asked for.
                Serve(serving);
            }

            CatchUps.Answer(_topic);
        }
    }

    private void Pause(string problem)
    {
        _problem = problem;
        _stopping.Token.WaitHandle.WaitOne(PauseAfterFailure);
    }
}
