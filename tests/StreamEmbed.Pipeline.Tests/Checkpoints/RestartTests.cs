using StreamEmbed.Pipeline.Stages;
using StreamEmbed.Sessions;
using StreamEmbed.TestKit.Ports;
using StreamEmbed.TestKit.Time;

namespace StreamEmbed.Pipeline.Tests.Checkpoints;

/// <summary>Lines that end, by a crash or a stop, and others that go on from their checkpoints.</summary>
public sealed class RestartTests
{
    private const int Sessions = 400;

    // Small batches, so that a cut lies anywhere; and no clock in the sessions, which would close them at another place.
    private static readonly LineOptions Options = new()
    {
        Pipeline = new PipelineOptions { BatchRecords = 7 },
        Sessions = new SessionOptions { IdleAfter = TimeSpan.Zero },
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Line_EndsAsOneThatNeverCrashed_AfterSeveralCrashes()
    {
        var expected = await UninterruptedAsync();
        using var log = new FakeEventLog(3);
        var (serving, checkpoints) = (new RecordingServingSink(), new MemoryCheckpoints());
        for (var crash = 0; crash < 4; crash++)
        {
            using var line = new RunningLine(Options, serving, log: log, checkpoints: checkpoints);
            line.AppendSessions(50, seed: crash, after: crash * 100);
            line.Start();
            await CaughtUpAsync(line);
            await CheckpointAsync(line, checkpoints);

            // Trained and published, but not saved: this must come again, and count once.
            line.AppendSessions(50, seed: 100 + crash, after: (crash * 100) + 50);
            await CaughtUpAsync(line);
            log.Failure = new InvalidOperationException("crash");
            await Assert.ThrowsAsync<StageFailedException>(() => line.Running);
        }

        Assert.False(checkpoints.LastWasWhole);
        using var last = new RunningLine(Options, serving, log: log, checkpoints: checkpoints);
        last.Start();
        await last.EndAsync();
        AssertSame(expected, last);
    }

    [Fact]
    public async Task Line_EndsAsOneThatNeverStopped_AfterAStop()
    {
        var expected = await UninterruptedAsync();
        using var log = new FakeEventLog(3);
        var (serving, checkpoints) = (new RecordingServingSink(), new MemoryCheckpoints());
        using (var line = new RunningLine(Options, serving, log: log, checkpoints: checkpoints))
        {
            Append(line, 0, 2);
            line.Start();
            await CaughtUpAsync(line);
            line.Stop();
            await line.Running;
            Assert.Equal(1, checkpoints.Written);
        }

        using var next = new RunningLine(Options, serving, log: log, checkpoints: checkpoints);
        Append(next, 2, 4);
        next.Start();
        await next.EndAsync();
        AssertSame(expected, next);
        Assert.Equal(log.Ends().Sum(end => end.Offset), expected.Pipeline.Counters.Source.Read);
        Assert.True(next.Pipeline.Counters.Source.Read < expected.Pipeline.Counters.Source.Read, "the log was read again from its beginning");
    }

    [Fact]
    public async Task Line_TrainsAndPublishes_WhileACheckpointIsNotWritten()
    {
        var refusing = new TaskCompletionSource();
        var checkpoints = new MemoryCheckpoints { Gate = refusing.Task };
        using var line = new RunningLine(Options, checkpoints: checkpoints);
        Append(line, 0, 1);
        line.Start();
        await CaughtUpAsync(line);
        line.Clock.Advance(Options.Checkpoint.Every);
        await CaughtUpAsync(line);
        line.Clock.Advance(Options.Checkpoint.Every);

        // The line goes on: training and publishing do not wait for the disk.
        Append(line, 1, 2);
        await CaughtUpAsync(line);
        var snapshot = line.Pipeline.Counters.Publishing.Snapshot;
        line.Clock.Advance(Options.Publishing.Every);
        await Eventually.HoldsAsync(() => line.Pipeline.Counters.Publishing.Snapshot > snapshot, "a snapshot while the disk refuses", Cancelled);
        Assert.Equal(0, checkpoints.Written);

        refusing.SetResult();
        await line.EndAsync();
        Assert.True(line.Pipeline.Counters.Checkpoints.Written >= 2);
    }

    private static async Task<RunningLine> UninterruptedAsync()
    {
        var line = new RunningLine(Options, partitions: 3);
        Append(line, 0, 4);
        line.Start();
        await line.EndAsync();
        Assert.True(line.Pipeline.Counters.Training.Figures.Stats.Sessions > Sessions / 2);
        return line;
    }

    private static void Append(RunningLine line, int from, int to)
    {
        for (var part = from; part < to; part++)
        {
            line.AppendSessions(50, seed: part, after: part * 100);
            line.AppendSessions(50, seed: 100 + part, after: (part * 100) + 50);
        }
    }

    private static async Task CaughtUpAsync(RunningLine line)
    {
        var ends = line.Log.Ends();
        await Eventually.HoldsAsync(
            () => ends.All(end => line.Pipeline.Counters.Source.Partitions.Single(partition => partition.Partition == end.Partition).Next >= end.Offset),
            "everything read",
            Cancelled);
    }

    private static async Task CheckpointAsync(RunningLine line, MemoryCheckpoints checkpoints)
    {
        var before = checkpoints.Written;
        line.Clock.Advance(Options.Checkpoint.Every);
        await Eventually.HoldsAsync(() => checkpoints.Written > before, "a checkpoint", Cancelled);
    }

    private static void AssertSame(RunningLine expected, RunningLine actual)
    {
        var (before, after) = (expected.Pipeline.Counters.Training, actual.Pipeline.Counters.Training);
        Assert.Equal(before.FinalDigest, after.FinalDigest);
        Assert.Equal(before.Figures.Stats, after.Figures.Stats);
        Assert.Equal(expected.Serving.Digest(), actual.Serving.Digest());
        Assert.Equal(UsersOf(expected), UsersOf(actual));
    }

    private static IEnumerable<string> UsersOf(RunningLine line) =>
        line.Serving.Users.Keys.Select(user => user.Value).Order(StringComparer.Ordinal);
}
