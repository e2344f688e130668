using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Events;
using StreamEmbed.Pipeline.Checkpoints;
using StreamEmbed.TestKit.Ports;
using StreamEmbed.TestKit.Time;

namespace StreamEmbed.Pipeline.Tests;

/// <summary>A line over fakes of its ports, on a manual clock.</summary>
internal sealed class RunningLine : IDisposable
{
    /// <summary>2024-01-01T00:00:00Z.</summary>
    public const long StartMs = 1_704_067_200_000;

    private readonly TaskCompletionSource<IReadOnlyList<SourcePosition>> _endOfInput = new();
    private readonly CancellationTokenSource _stopping = new();

    public RunningLine(LineOptions? options = null, RecordingServingSink? serving = null, int partitions = 2, FakeEventLog? log = null, MemoryCheckpoints? checkpoints = null)
    {
        Log = log ?? new FakeEventLog(partitions);
        Serving = serving ?? new RecordingServingSink();
        Clock = new ManualTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(StartMs));
        options ??= new LineOptions();
        var restored = checkpoints is { Written: > 0 } ? RestoredLine.From(checkpoints.State, options) : null;
        Log.Restart(restored?.Next ?? []);
        Pipeline = new EmbeddingPipeline(options, Log, Rejected, Serving, Clock, NullLoggerFactory.Instance, checkpoints, restored);
    }

    public FakeEventLog Log { get; }

    public RecordingRejectedSink Rejected { get; } = new();

    public RecordingServingSink Serving { get; }

    public ManualTimeProvider Clock { get; }

    public EmbeddingPipeline Pipeline { get; }

    public Task Running { get; private set; } = Task.CompletedTask;

    public void Start() => Running = Pipeline.RunAsync(_endOfInput.Task, _stopping.Token);

    public void Stop() => _stopping.Cancel();

    /// <summary>Says that what is in the log is all, and waits until the line is through with it.</summary>
    public async Task EndAsync()
    {
        _endOfInput.SetResult(Log.Ends());
        await Running;
    }

    /// <summary>Appends sessions of random length over a small catalogue, an hour apart for each user.</summary>
    /// <param name="after">Number of sessions that were appended before.</param>
    public void AppendSessions(int sessions, int seed = 1, int after = 0)
    {
        var random = new Random(seed);
        for (var session = after; session < after + sessions; session++)
        {
            var user = random.Next(20);
            var timeMs = StartMs - TimeSpan.FromDays(30).Ticks / TimeSpan.TicksPerMillisecond + (session * 200_000L);
            for (var step = random.Next(1, 8); step >= 0; step--)
            {
                Log.Click(user % Log.Partitions.Count, $"u{user}", $"i{random.Next(50)}", timeMs);
                timeMs += 10_000;
            }
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        Log.Dispose();
    }
}
