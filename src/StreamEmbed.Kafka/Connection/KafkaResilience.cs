using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace StreamEmbed.Kafka.Connection;

/// <summary>Tries again, without end, what talks to Kafka and failed for a reason that heals.</summary>
/// <remarks>
/// Without end, because giving up would lose data: whoever cannot wait cancels. Errors that do not heal (refused,
/// impossible, fatal) are thrown at once. Thread-safe. State changes are reported to the <see cref="BrokerWatch"/>.
/// </remarks>
public sealed class KafkaResilience
{
    /// <summary>Longest pause between two attempts: how late, at worst, it is noticed that Kafka is back.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    /// <summary>Time-out of an attempt where the caller names none: librdkafka's own requests time out at 30 s, which says more.</summary>
    public static readonly TimeSpan DefaultAttemptTimeout = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly ResiliencePropertyKey<TimeSpan> AttemptTimeout = new("attempt-timeout");

    private readonly BrokerWatch _watch;
    private readonly ResiliencePipeline _pipeline;

    public KafkaResilience(BrokerWatch watch, TimeProvider clock)
    {
        _watch = watch;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstDelay,
                MaxDelay = MaxDelay,
                ShouldHandle = new PredicateBuilder().Handle<Exception>(KafkaErrors.Heals),
                OnRetry = retry =>
                {
                    _watch.Trouble(retry.Context.OperationKey!, retry.Outcome.Exception!.Message);
                    return ValueTask.CompletedTask;
                },
            })
            .AddTimeout(new TimeoutStrategyOptions
            {
                TimeoutGenerator = attempt => ValueTask.FromResult(attempt.Context.Properties.GetValue(AttemptTimeout, DefaultAttemptTimeout)),
            })
            .Build();
    }

    /// <summary>Runs an action until it succeeds.</summary>
    /// <param name="what">Names it in log lines, for example <c>publishing a snapshot</c>; the same for each call of its kind.</param>
    /// <param name="action">May run many times. Its token ends one attempt.</param>
    /// <param name="attemptTimeout">Longest time of one attempt; <see cref="Timeout.InfiniteTimeSpan"/> where the action bounds itself.</param>
    /// <exception cref="Exception">What the action threw, if that does not heal.</exception>
    public async Task ExecuteAsync(
        string what, Func<CancellationToken, Task> action, CancellationToken cancellationToken, TimeSpan? attemptTimeout = null) =>
        await ExecuteAsync(
            what,
            async attempt =>
            {
                await action(attempt).ConfigureAwait(false);
                return true;
            },
            cancellationToken,
            attemptTimeout).ConfigureAwait(false);

    /// <inheritdoc cref="ExecuteAsync(string, Func{CancellationToken, Task}, CancellationToken, TimeSpan?)"/>
    public async Task<T> ExecuteAsync<T>(
        string what, Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken, TimeSpan? attemptTimeout = null)
    {
        var context = ResilienceContextPool.Shared.Get(what, cancellationToken);
        context.Properties.Set(AttemptTimeout, attemptTimeout ?? DefaultAttemptTimeout);
        try
        {
            var result = await _pipeline.ExecuteAsync(
                static async (context, action) => await action(context.CancellationToken).ConfigureAwait(false),
                context,
                action).ConfigureAwait(false);
            _watch.Well(what);
            return result;
        }
        catch
        {
            // What was given up says nothing about Kafka any more; the exception tells the rest.
            _watch.Forget(what);
            throw;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
