using StreamEmbed.Events;
using StreamEmbed.Pipeline.Stages;
using StreamEmbed.Ports;
using StreamEmbed.Serving;
using StreamEmbed.Sessions;
using StreamEmbed.TestKit.Ports;
using StreamEmbed.TestKit.Time;

namespace StreamEmbed.Pipeline.Tests;

public sealed class EmbeddingPipelineTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_PublishesExactlyTheModel_WhenTheInputEnds()
    {
        using var line = new RunningLine();
        line.AppendSessions(300);
        line.Start();
        await line.EndAsync();

        var counters = line.Pipeline.Counters;
        Assert.NotEqual(0UL, counters.Training.FinalDigest);
        Assert.Equal(counters.Training.FinalDigest, line.Serving.Digest());
        Assert.Equal(counters.Training.Figures.Items, line.Serving.Items.Count);
        Assert.Equal(20, line.Serving.Users.Count);
        Assert.All(line.Serving.Users.Values, user => Assert.InRange(user.ItemSnapshot, 1, counters.Publishing.Snapshot));
    }

    [Fact]
    public async Task RunAsync_PublishesBeforeItsTime_WhenEnoughSessionsAreTrained()
    {
        using var line = new RunningLine(InSmallBatches(new PublishingOptions { EverySessions = 20 }));
        line.Start();

        // The clock stands still: without the option there would be the last one only.
        await PublishThreeAsync(line);
        await line.EndAsync();

        Assert.Equal(line.Pipeline.Counters.Training.FinalDigest, line.Serving.Digest());
    }

    [Fact]
    public async Task RunAsync_HoldsSmallChangesBack_AndPublishesThemAtTheEnd()
    {
        // No change is larger than 2: what was published once is due again at the end only.
        using var line = new RunningLine(InSmallBatches(new PublishingOptions { EverySessions = 20, MinChange = 2 }));
        line.Start();
        await PublishThreeAsync(line);
        await line.EndAsync();

        var before = line.Serving.Deltas.SkipLast(1).SelectMany(delta => delta.Changed).Select(row => row.Item).ToList();
        Assert.NotEmpty(before);
        Assert.Equal(before.Distinct(), before);
        Assert.Equal(line.Pipeline.Counters.Training.FinalDigest, line.Serving.Digest());
    }

    [Fact]
    public async Task RunAsync_AccountsForEveryRecord_WhenSomeAreBad()
    {
        using var line = new RunningLine();
        line.AppendSessions(50);
        line.Log.Append(0, "{");
        line.Log.Append(1, null);
        line.Log.Append(1, """{"user_id":"u1","item_id":"","timestamp":1704067200000}""");
        line.AppendSessions(50, seed: 2);
        line.Start();
        await line.EndAsync();

        var counters = line.Pipeline.Counters;
        Assert.Equal(line.Log.Ends().Sum(end => end.Offset), counters.Source.Read);
        Assert.Equal(
            [RejectReason.InvalidJson, RejectReason.EmptyValue, RejectReason.EmptyItem],
            line.Rejected.DeadLetters.OrderBy(letter => letter.Position).Select(letter => letter.Reason));
        Assert.Equal(counters.Sessions.LateTotal, line.Rejected.Late.Count);
        Assert.Equal(counters.Source.Read, counters.EventsAccepted + counters.Sessions.LateTotal + 3);
        Assert.True(line.Rejected.Flushes > 0);
    }

    [Fact]
    public async Task RunAsync_CountsWhereTimesCameFrom_AndRejectsTimesOfTheFutureWithoutMovingTime()
    {
        using var line = new RunningLine();
        for (var click = 0; click < 5; click++)
        {
            line.Log.Click(0, "u1", $"i{click}", RunningLine.StartMs - 1_000 + click);
        }

        line.Log.Append(0, """{"user_id":"u1","item_id":"i6"}""", RunningLine.StartMs - 500);
        line.Log.Append(0, $$"""{"user_id":"u1","item_id":"i7","timestamp":{{RunningLine.StartMs + 86_400_000}}}""", RunningLine.StartMs - 400);
        line.Log.Append(0, """{"user_id":"u1","item_id":"i8"}""", RunningLine.StartMs + 86_400_000);
        line.Log.Append(0, """{"user_id":"u1","item_id":"i9"}""", RunningLine.StartMs - 300);
        line.Start();
        await line.EndAsync();

        var counters = line.Pipeline.Counters;
        Assert.Equal((5, 2), (counters.Source.TimedBy(TimeSource.Value), counters.Source.TimedBy(TimeSource.Record)));
        Assert.Equal(2, counters.Source.Rejected(RejectReason.TooFarAhead));
        Assert.Equal([6, 7], line.Rejected.DeadLetters.Select(letter => letter.Position.Offset));
        // Had one of them moved time, the last click would be in a session of its own, or late.
        Assert.Equal(1, counters.Sessions.Closed(SessionEnd.EndOfInput));
        Assert.Equal(0, counters.Sessions.LateTotal);
        Assert.Equal(RunningLine.StartMs - 300, counters.Source.Partitions[0].EventTimeMs);
    }

    [Fact]
    public async Task RunAsync_TrainsTheSameModel_HoweverTheLogIsCutIntoBatches()
    {
        var digests = new HashSet<ulong>();
        foreach (var records in new[] { 1, 7, 1_000 })
        {
            using var line = new RunningLine(new LineOptions { Pipeline = new PipelineOptions { BatchRecords = records } });
            line.AppendSessions(200);
            line.Start();
            await line.EndAsync();
            digests.Add(line.Pipeline.Counters.Training.FinalDigest);
        }

        Assert.Single(digests);
    }

    [Fact]
    public async Task RunAsync_PausesAndKeepsPolling_WhenTrainingIsSlow()
    {
        using var line = new RunningLine(SlowTraining(pauseAfter: TimeSpan.Zero));
        line.AppendSessions(600);
        line.Start();

        await Eventually.HoldsAsync(() => line.Log.PollsWhilePaused > 0, "polling while paused", Cancelled);
        var counters = line.Pipeline.Counters;
        Assert.True(counters.Source.Pauses > 0);
        Assert.Equal(2, line.Log.MostPaused);
        Assert.True(counters.Source.Read < line.Log.Ends().Sum(end => end.Offset), "the source read on although nobody followed");

        await line.EndAsync();
        Assert.Equal(line.Log.Ends().Sum(end => end.Offset), counters.Source.Read);
        Assert.Equal(counters.Training.FinalDigest, line.Serving.Digest());
    }

    [Fact]
    public async Task RunAsync_GivesUpWithASentence_WhenTheSourceStillWaitsForRoomAtTheDeadline()
    {
        using var line = new RunningLine(SlowTraining(pauseAfter: TimeSpan.FromMinutes(1)));
        line.Serving.Gate = new TaskCompletionSource().Task;
        line.AppendSessions(3_000);
        line.Start();
        await Eventually.HoldsAsync(() => line.Pipeline.ChannelDepths.First().Depth == 1, "a full channel", Cancelled);
        line.Stop();
        line.Clock.Advance(TimeSpan.FromSeconds(11));

        await Assert.ThrowsAsync<TimeoutException>(() => line.Running);
    }

    [Fact]
    public async Task RunAsync_TrainsOnAndLosesNoRow_WhenPublishingIsStuck()
    {
        var broker = new TaskCompletionSource();
        using var line = new RunningLine();
        line.Serving.Gate = broker.Task;
        line.AppendSessions(100);
        line.Start();
        await Eventually.HoldsAsync(() => line.Pipeline.Counters.Training.Figures.Stats.Sessions > 50, "first training", Cancelled);
        line.Clock.Advance(TimeSpan.FromSeconds(5));

        // Nothing can be published, but training goes on over many barriers.
        for (var round = 2; round < 6; round++)
        {
            var before = line.Pipeline.Counters.Source.Read;
            line.AppendSessions(50, seed: round);
            await Eventually.HoldsAsync(() => line.Pipeline.Counters.Source.Read > before, "reading on", Cancelled);
            line.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Empty(line.Serving.Deltas);
        broker.SetResult();
        await line.EndAsync();

        Assert.Equal(line.Pipeline.Counters.Training.FinalDigest, line.Serving.Digest());
    }

    [Fact]
    public async Task RunAsync_PublishesAnEmptySnapshotOfTimeZero_BeforeTheFirstEvent()
    {
        using var line = new RunningLine();
        line.Start();
        await Eventually.HoldsAsync(() => line.Pipeline.Counters.Source.CaughtUp, "catching up", Cancelled);
        line.Clock.Advance(TimeSpan.FromSeconds(5));
        await Eventually.HoldsAsync(() => line.Serving.Deltas.Count == 1, "the first snapshot", Cancelled);
        await line.EndAsync();

        Assert.Equal(0, line.Serving.Deltas[0].EventTimeMs);
        Assert.Empty(line.Serving.Deltas[0].Changed);
    }

    [Fact]
    public async Task RunAsync_PublishesAtEachBarrier_WhenTimePasses()
    {
        using var line = new RunningLine();
        line.AppendSessions(100);
        line.Start();
        await Eventually.HoldsAsync(() => line.Pipeline.Counters.Source.CaughtUp, "catching up", Cancelled);

        line.Clock.Advance(TimeSpan.FromSeconds(5));
        await Eventually.HoldsAsync(() => line.Serving.Deltas.Count == 1, "the first snapshot", Cancelled);
        line.Clock.Advance(TimeSpan.FromSeconds(5));
        await Eventually.HoldsAsync(() => line.Serving.Deltas.Count == 2, "the second snapshot", Cancelled);
        await line.EndAsync();

        Assert.Equal([1, 2, 3], line.Serving.Deltas.Select(delta => delta.Number));
        Assert.Equal([0, 1, 2], line.Serving.Deltas.Select(delta => delta.Base));
    }

    [Fact]
    public async Task RunAsync_ReplacesWhatReadersHold_OnlyAfterItHasReadEverything()
    {
        var held = new RecordingServingSink
        {
            Contents = new ServingContents(41, [new ItemId("ghost"), new ItemId("i1")], [new UserId("gone"), new UserId("u1")]),
        };
        using var line = new RunningLine(serving: held);
        line.AppendSessions(200);
        line.Start();
        await line.EndAsync();

        var first = held.Deltas[0];
        Assert.Equal(42, first.Number);
        Assert.Equal(0, first.Base);
        Assert.Equal([new ItemId("ghost")], first.Removed);
        Assert.Equal([new UserId("gone")], held.UsersRemoved);
    }

    [Fact]
    public async Task RunAsync_PublishesWhatItRead_WhenStopped()
    {
        using var line = new RunningLine();
        line.AppendSessions(200);
        line.Start();
        await Eventually.HoldsAsync(() => line.Pipeline.Counters.Source.CaughtUp, "catching up", Cancelled);
        line.Stop();
        await line.Running;

        var counters = line.Pipeline.Counters;
        Assert.Equal(counters.Training.Figures.Items, line.Serving.Items.Count);
        Assert.Equal(0, counters.Sessions.Closed(SessionEnd.EndOfInput));
        Assert.Equal(line.Log.Ends().Select(end => end.Offset), line.Pipeline.Counters.Source.Partitions.Select(partition => partition.Next));
    }

    [Fact]
    public async Task RunAsync_GivesUpWithASentence_WhenTheBrokerIsAwayWhileStopping()
    {
        using var line = new RunningLine();
        line.Serving.Gate = new TaskCompletionSource().Task;
        line.AppendSessions(200);
        line.Start();
        await Eventually.HoldsAsync(() => line.Pipeline.Counters.Source.CaughtUp, "catching up", Cancelled);
        line.Stop();
        line.Clock.Advance(TimeSpan.FromSeconds(11));

        var error = await Assert.ThrowsAsync<TimeoutException>(() => line.Running);
        Assert.Contains("not drained within", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NamesTheStage_WhenPublishingFailsForGood()
    {
        using var line = new RunningLine();
        line.Serving.Failure = new InvalidOperationException("the row is too large");
        line.AppendSessions(10);
        line.Start();

        var error = await Assert.ThrowsAsync<StageFailedException>(line.EndAsync);
        Assert.Equal("publishing", error.Stage);
    }

    [Fact]
    public async Task RunAsync_Ends_WhenUnreadRecordsAreGone()
    {
        using var line = new RunningLine();
        line.Log.Failure = new LogGapException("7 records of clicks [0] are gone");
        line.Start();

        var error = await Assert.ThrowsAsync<StageFailedException>(() => line.Running);
        Assert.Equal("source", error.Stage);
        Assert.Contains("7 records", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_CommitsWhatIsPublished_ForLagTools()
    {
        using var line = new RunningLine();
        line.AppendSessions(50);
        line.Start();
        await Eventually.HoldsAsync(() => line.Pipeline.Counters.Source.CaughtUp, "catching up", Cancelled);
        line.Clock.Advance(TimeSpan.FromSeconds(5));
        await Eventually.HoldsAsync(() => line.Log.Committed.Count == 2, "the commit", Cancelled);
        await line.EndAsync();

        Assert.Equal(line.Log.Ends(), line.Log.Committed.Order());
    }

    // A large dimension and much replay make the real trainer the slow stage; the channels hold little.
    private static async Task PublishThreeAsync(RunningLine line)
    {
        for (var part = 0; part < 3; part++)
        {
            line.AppendSessions(100, seed: part, after: 100 * part);
            await Eventually.HoldsAsync(() => line.Serving.Deltas.Count > part, $"snapshot {part + 1}", Cancelled);
        }
    }

    private static LineOptions InSmallBatches(PublishingOptions publishing) =>
        new() { Pipeline = new PipelineOptions { BatchRecords = 50 }, Publishing = publishing };

    private static LineOptions SlowTraining(TimeSpan pauseAfter) => new()
    {
        Pipeline = new PipelineOptions { BatchRecords = 20, EventBatches = 1, SessionBatches = 1, PauseAfter = pauseAfter },
        Training = new() { Dimension = 1_024, Replay = 50 },
        Sessions = new SessionOptions { Gap = TimeSpan.FromMinutes(1), Grace = TimeSpan.Zero },
    };
}
