using System.Collections.Concurrent;
using StreamEmbed.Kafka.Serving;

namespace StreamEmbed.Client.Following;

/// <summary>Those who wait until everything that is in the topic now is read.</summary>
/// <remarks>Any thread asks; one owner answers.</remarks>
internal sealed class CatchUps
{
    private readonly ConcurrentQueue<TaskCompletionSource> _asked = new();
    private readonly List<TaskCompletionSource> _endless = [];
    private readonly List<(long[] Ends, TaskCompletionSource Answer)> _awaited = [];
    private volatile Exception? _end;

    public Task AskAsync(CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked.Enqueue(answer);
        if (_end is { } end)
        {
            // Whoever ended may have looked at the queue before this one was in it.
            answer.TrySetException(end);
        }

        return answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Finds out, for those who asked since, where the topic ends now.</summary>
    /// <exception cref="TimeoutException">The brokers did not answer; those who asked keep waiting.</exception>
    public void FindEnds(ServingTopicReader topic, TimeSpan timeout)
    {
        // Taken before the brokers are asked: the ends of who asks meanwhile may be later ones.
        while (_asked.TryDequeue(out var answer))
        {
            _endless.Add(answer);
        }

        if (_endless.Count > 0)
        {
            var ends = topic.QueryEnds(timeout);
            _awaited.AddRange(_endless.Select(answer => (ends, answer)));
            _endless.Clear();
        }
    }

    /// <summary>Whether there are any whose ends are reached.</summary>
    public bool CanAnswer(ServingTopicReader topic) => _awaited.Exists(awaited => topic.HasReached(awaited.Ends));

    /// <summary>Answers those whose ends are reached.</summary>
    public void Answer(ServingTopicReader topic) => _awaited.RemoveAll(awaited =>
    {
        var reached = topic.HasReached(awaited.Ends);
        if (reached)
        {
            awaited.Answer.TrySetResult();
        }

        return reached;
    });

    /// <summary>The topic is read anew, and may be another one: ends found before mean nothing.</summary>
    public void Restart()
    {
        _endless.AddRange(_awaited.Select(awaited => awaited.Answer));
        _awaited.Clear();
    }

    /// <summary>Nothing will be read any more: those who wait get this exception, now and later.</summary>
    public void End(Exception exception)
    {
        _end = exception;
        Restart();
        while (_asked.TryDequeue(out var answer))
        {
            _endless.Add(answer);
        }

        _endless.ForEach(answer => answer.TrySetException(exception));
        _endless.Clear();
    }
}
