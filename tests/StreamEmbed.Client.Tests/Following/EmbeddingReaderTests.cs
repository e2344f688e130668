using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Embedded;
using StreamEmbed.Serving;

namespace StreamEmbed.Client.Tests.Following;

/// <summary>The whole way: sink, embedded broker, reader.</summary>
public sealed class EmbeddingReaderTests : IDisposable
{
    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly ServingLine _line = new();

    public EmbeddingReaderTests() => _patience.CancelAfter(TimeSpan.FromSeconds(60));

    private CancellationToken Stop => _patience.Token;

    public void Dispose()
    {
        _line.Dispose();
        _patience.Dispose();
    }

    [Fact]
    public async Task Current_HoldsWhatWasPublished_WithEqualDigest()
    {
        var reader = _line.StartReader();
        ItemRow[] rows = [.. Enumerable.Range(0, 500).Select(i => Views.Item("i" + i, i, -i))];

        await _line.Sink.PublishAsync(ServingLine.Delta(1, 0, rows), Stop);
        var view = await reader.WaitForSnapshotAsync(1, Stop);

        Assert.Equal(500, view.ItemCount);
        Assert.Equal(Digest(rows), view.ItemDigest);
        Assert.Equal(new SnapshotFacts(1, 2, "model-1", DateTimeOffset.FromUnixTimeMilliseconds(1), view.Snapshot.PublishedAt), view.Snapshot);
        Assert.InRange(reader.Status.Age!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Current_FollowsDeltas_AndViewsTakenBeforeStay()
    {
        var reader = _line.StartReader();
        await _line.Sink.PublishAsync(ServingLine.Delta(1, 0, [Views.Item("a", 1f), Views.Item("b", 1f)]), Stop);
        var first = await reader.WaitForSnapshotAsync(1, Stop);

        await _line.Sink.PublishAsync(ServingLine.Delta(2, 1, [Views.Item("b", 2f), Views.Item("c", 2f)], "a"), Stop);
        var second = await reader.WaitForSnapshotAsync(2, Stop);

        Assert.Equal(["a", "b"], first.Items.Select(item => item.Id).Order(StringComparer.Ordinal));
        Assert.Equal(["b", "c"], second.Items.Select(item => item.Id).Order(StringComparer.Ordinal));
        Assert.Equal(Digest([Views.Item("b", 2f), Views.Item("c", 2f)]), second.ItemDigest);
    }

    [Fact]
    public async Task Users_AreServedBetweenSnapshots()
    {
        var reader = _line.StartReader();
        await _line.Sink.PublishAsync(ServingLine.Delta(1, 0, [Views.Item("a", 1f), Views.Item("b", 0.5f)]), Stop);
        await _line.Sink.PublishUsersAsync([Views.User("u1", [1f], "a"), Views.User("u2", [2f])], [], Stop);
        await _line.Sink.PublishUsersAsync([Views.User("u1", [3f], "a")], [new UserId("u2")], Stop);
        await reader.WaitUntilCaughtUpAsync(Stop);

        var view = reader.Current;
        Assert.Equal(1, view.UserCount);
        Assert.Equal(SnapshotDigest.OfRow("u1", [3f]), view.UserDigest);
        Assert.Equal(["b"], view.Recommend("u1", 5).Select(item => item.Item));
        Assert.True(reader.Status.IsWhole);
    }

    [Fact]
    public async Task ALateReader_HoldsTheSame_AsOneThatFollowed()
    {
        var early = _line.StartReader();
        for (var number = 1; number <= 30; number++)
        {
            await _line.Sink.PublishAsync(
                ServingLine.Delta(number, number - 1, [Views.Item("i" + (number % 7), number), Views.Item("n" + number, 1f)], "n" + (number - 3)), Stop);
            await _line.Sink.PublishUsersAsync([Views.User("u" + (number % 5), [number])], [], Stop);
        }

        var late = _line.StartReader();
        await Task.WhenAll(early.WaitUntilCaughtUpAsync(Stop), late.WaitUntilCaughtUpAsync(Stop));

        Assert.Equal((30, 30), (early.Current.Snapshot.Number, late.Current.Snapshot.Number));
        Assert.Equal((10, 5), (late.Current.ItemCount, late.Current.UserCount));
        Assert.Equal(early.Current.ItemDigest, late.Current.ItemDigest);
        Assert.Equal(early.Current.UserDigest, late.Current.UserDigest);
        Assert.Equal(0, late.Status.Lag);
        Assert.Equal(0, late.Status.Rebuilds);
    }

    [Fact]
    public async Task WaitUntilCaughtUpAsync_Returns_WhenTheTopicIsEmpty()
    {
        var reader = _line.StartReader();

        await reader.WaitUntilCaughtUpAsync(Stop);

        Assert.Equal(0, reader.Current.Snapshot.Number);
        Assert.Null(reader.Status.Age);
        Assert.Null(reader.Status.Problem);
    }

    [Fact]
    public async Task TheReader_WaitsForATopic_ThatIsMadeLater()
    {
        var reader = _line.StartReader(topic: "later");
        var caughtUp = reader.WaitUntilCaughtUpAsync(Stop);
        await Assert.ThrowsAsync<TimeoutException>(() => caughtUp.WaitAsync(TimeSpan.FromSeconds(1), Stop));

        _line.Broker.CreateTopic("later", 2);

        await caughtUp;
        Assert.Null(reader.Status.Problem);
    }

    [Fact]
    public async Task TheReader_GoesOn_WhenTheBrokerWasAway()
    {
        var reader = _line.StartReader();
        await _line.Sink.PublishAsync(ServingLine.Delta(1, 0, [Views.Item("a", 1f)]), Stop);
        await reader.WaitForSnapshotAsync(1, Stop);

        _line.Broker.SetReachable(false);
        var publishing = _line.Sink.PublishAsync(ServingLine.Delta(2, 1, [Views.Item("b", 1f)]), Stop);
        // Long enough that records are given up at least once.
        await Assert.ThrowsAsync<TimeoutException>(() => publishing.WaitAsync(TimeSpan.FromSeconds(2), Stop));
        Assert.Equal(1, reader.Current.Snapshot.Number);
        _line.Broker.SetReachable(true);

        await publishing;
        var view = await reader.WaitForSnapshotAsync(2, Stop);
        Assert.Equal(Digest([Views.Item("a", 1f), Views.Item("b", 1f)]), view.ItemDigest);
    }

    [Fact]
    public async Task NoRowIsMissing_WhenTheBrokerRefusesProduceRequests()
    {
        var reader = _line.StartReader();
        var random = new Random(5);
        ErrorCode[] faults =
        [
            ErrorCode.NotLeaderForPartition, ErrorCode.RequestTimedOut, ErrorCode.LeaderNotAvailable, ErrorCode.NotEnoughReplicas,
            ErrorCode.NotEnoughReplicasAfterAppend, ErrorCode.OutOfOrderSequenceNumber, ErrorCode.UnknownProducerId,
        ];
        var model = new Dictionary<string, ItemRow>(StringComparer.Ordinal);
        for (var number = 1; number <= 25; number++)
        {
            var changed = Enumerable.Range(0, 40).Select(_ => Views.Item("i" + random.Next(200), random.NextSingle())).DistinctBy(row => row.Item).ToList();
            var removed = model.Keys.Where(id => random.Next(20) == 0 && !changed.Exists(row => row.Item.Value == id)).ToArray();
            changed.ForEach(row => model[row.Item.Value] = row);
            Array.ForEach(removed, id => model.Remove(id));

            _line.Broker.FailNext(0, [.. Enumerable.Range(0, random.Next(4)).Select(_ => faults[random.Next(faults.Length)])]);
            await _line.Sink.PublishAsync(ServingLine.Delta(number, number - 1, changed, removed), Stop);
        }

        var view = await reader.WaitForSnapshotAsync(25, Stop);
        // Some of the faults end a producer for good, so that deltas were sent again.
        Assert.Contains(_line.Loggers.Texts(LogLevel.Warning), text => text.Contains("publishing a snapshot", StringComparison.Ordinal));
        Assert.Equal(model.Count, view.ItemCount);
        Assert.Equal(Digest(model.Values), view.ItemDigest);
        Assert.Equal(0, reader.Status.Rebuilds);
    }

    [Fact]
    public async Task WaitForSnapshotAsync_Throws_WhenTheDimensionChanges_AndTheLastViewStays()
    {
        var reader = _line.StartReader();
        await _line.Sink.PublishAsync(ServingLine.Delta(1, 0, [Views.Item("a", 1f)]), Stop);
        await reader.WaitForSnapshotAsync(1, Stop);

        await _line.Sink.PublishAsync(ServingLine.Delta(2, 0, [Views.Item("a", 1f, 2f)]), Stop);

        var error = await Assert.ThrowsAsync<DimensionChangedException>(() => reader.WaitForSnapshotAsync(2, Stop));
        Assert.Equal((1, 2), (error.Held, error.Found));
        Assert.Equal(1, reader.Current.Snapshot.Number);
        Assert.Equal(error.Message, reader.Status.Problem);
        Assert.Equal(2, (await _line.StartReader().WaitForSnapshotAsync(2, Stop)).Snapshot.Dimension);
    }

    [Fact]
    public async Task TheReader_Rebuilds_WhenRecordsItHeldCannotBeProved()
    {
        var reader = _line.StartReader();
        await _line.Sink.PublishAsync(ServingLine.Delta(1, 0, [Views.Item("a", 1f), Views.Item("b", 1f), Views.Item("c", 1f)]), Stop);
        await reader.WaitForSnapshotAsync(1, Stop);

        // Somebody else wrote a row; the sink does not know it.
        await _line.ProduceForeignItemAsync("intruder", Stop);
        await _line.Sink.PublishAsync(ServingLine.Delta(2, 1, [Views.Item("a", 2f)]), Stop);
        await reader.WaitUntilCaughtUpAsync(Stop);
        Assert.Equal(1, reader.Current.Snapshot.Number);
        Assert.False(reader.Status.IsWhole);
        Assert.Equal(1, reader.Status.Rebuilds);

        // A sink that starts anew sees it, and a whole snapshot takes it away.
        var contents = await _line.RestartSink().ReadContentsAsync(Stop);
        Assert.Contains(new ItemId("intruder"), contents.Items);
        await _line.Sink.PublishAsync(ServingLine.Delta(3, 0, [Views.Item("a", 3f)]), Stop);
        var view = await reader.WaitForSnapshotAsync(3, Stop);
        Assert.Equal(Digest([Views.Item("a", 3f)]), view.ItemDigest);
    }

    [Fact]
    public async Task Nothing_IsForgottenByTheBroker_WhenTheGateWaitsForTheReader()
    {
        var gate = new RetentionGate(100_000);
        using var line = new ServingLine(partitions: 2, gate);
        var reader = line.StartReader((partition, next) => gate.Processed(ServingLine.Topic, partition, next));
        var random = new Random(1);
        var rows = Enumerable.Range(0, 20_000)
            .Select(i => Views.Item("i" + i, [.. Enumerable.Range(0, 64).Select(_ => random.NextSingle())])).ToList();

        await line.Sink.PublishAsync(ServingLine.Delta(1, 0, rows), Stop);
        var view = await reader.WaitForSnapshotAsync(1, Stop);

        Assert.Equal(Digest(rows), view.ItemDigest);
    }

    [Fact]
    public void Start_Throws_WhenAClientSettingIsNotAccepted() => Assert.Throws<ArgumentException>(() => EmbeddingReader.Start(new EmbeddingReaderOptions
    {
        BootstrapServers = "127.0.0.1:1",
        ClientSettings = new Dictionary<string, string> { ["no.such.setting"] = "1" },
    }));

    [Fact]
    public async Task Waits_EndWithTheReader()
    {
        var reader = _line.StartReader();
        var snapshot = reader.WaitForSnapshotAsync(5, Stop);

        reader.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => snapshot);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => reader.WaitUntilCaughtUpAsync(Stop));
    }

    private static ulong Digest(IEnumerable<ItemRow> rows) =>
        rows.Aggregate(0UL, (sum, row) => unchecked(sum + SnapshotDigest.OfRow(row.Item.Value, row.Vector)));
}
