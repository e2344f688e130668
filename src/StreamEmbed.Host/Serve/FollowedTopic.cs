using Microsoft.Extensions.Logging;
using StreamEmbed.Client;

namespace StreamEmbed.Host.Serve;

/// <summary>A reader of the serving topic that lives on when the model is replaced by one of another dimension.</summary>
/// <remarks>Answers come from the old vectors until the new ones are read, so that nobody sees a moment without any.</remarks>
internal sealed partial class FollowedTopic : IAsyncDisposable
{
    private readonly Func<EmbeddingReader> _start;
    private readonly ILogger<FollowedTopic> _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _following;
    private volatile EmbeddingReader _reader;

    private FollowedTopic(Func<EmbeddingReader> start, ILogger<FollowedTopic> log)
    {
        (_start, _log) = (start, log);
        _reader = start();
        _following = FollowAsync();
    }

    /// <summary>The newest view.</summary>
    public EmbeddingView Current => _reader.Current;

    /// <summary>How the reader is doing.</summary>
    public ReaderStatus Status => _reader.Status;

    /// <summary>Completes when following has ended by a fault.</summary>
    public Task Ended => _following;

    /// <param name="start">Starts a reader; called again for each model of another dimension.</param>
    public static FollowedTopic Start(Func<EmbeddingReader> start, ILoggerFactory loggers) => new(start, loggers.CreateLogger<FollowedTopic>());

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _reader.Dispose();
        _stopping.Dispose();
    }

    private async Task FollowAsync()
    {
        while (true)
        {
            try
            {
                // There is no such snapshot: this ends when the reader does.
                await _reader.WaitForSnapshotAsync(long.MaxValue, _stopping.Token);
            }
            catch (DimensionChangedException exception)
            {
                LogAnotherModel(exception.Message);
                await ReplaceAsync();
            }
        }
    }

    private async Task ReplaceAsync()
    {
        var (old, fresh) = (_reader, _start());
        try
        {
            await fresh.WaitUntilCaughtUpAsync(_stopping.Token);
        }
        catch
        {
            fresh.Dispose();
            throw;
        }

        _reader = fresh;
        old.Dispose();
    }
}
