using Confluent.Kafka;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Embedded;
using StreamEmbed.Kafka.Serving;
using StreamEmbed.Serving;
using StreamEmbed.TestKit.Logging;
using StreamEmbed.Users;

namespace StreamEmbed.Kafka.Tests.Serving;

public sealed class KafkaServingSinkTests : IDisposable
{
    private const string Topic = "embeddings";
    private const int Partitions = 3;

    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly RecordingLoggers _loggers = new();
    private readonly EmbeddedBroker _broker = new();
    private readonly List<KafkaServingSink> _sinks = [];
    private readonly KafkaClients _clients;

    public KafkaServingSinkTests()
    {
        _patience.CancelAfter(TimeSpan.FromSeconds(60));
        _broker.CreateTopic(Topic, Partitions);
        _clients = new KafkaClients(new KafkaOptions(), _loggers.Factory, embedded: _broker);
    }

    private CancellationToken Stop => _patience.Token;

    public void Dispose()
    {
        _sinks.ForEach(sink => sink.Dispose());
        _broker.Dispose();
        _patience.Dispose();
    }

    [Fact]
    public async Task ReadContentsAsync_IsEmpty_WhenNothingWasPublished()
    {
        var contents = await NewSink().ReadContentsAsync(Stop);

        Assert.Equal((0, 0, 0), (contents.LastSnapshot, contents.Items.Count, contents.Users.Count));
    }

    [Fact]
    public async Task ReadContentsAsync_FindsWhatAnotherSinkPublished()
    {
        var first = NewSink();
        await first.PublishAsync(Delta(7, 0, "a", "b"), Stop);
        await first.PublishAsync(new SnapshotDelta(8, 7, 0, [], [new ItemId("b")]), Stop);
        await first.PublishUsersAsync([User("u"), User("v")], [], Stop);

        var contents = await NewSink().ReadContentsAsync(Stop);

        Assert.Equal(8, contents.LastSnapshot);
        Assert.Equal([new ItemId("a")], contents.Items);
        Assert.Equal([new UserId("u"), new UserId("v")], contents.Users.OrderBy(user => user.Value, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(ServingFormat.Json)]
    [InlineData(ServingFormat.Qdrant)]
    [InlineData(ServingFormat.Flat)]
    public async Task ReadContentsAsync_FindsWhatAnotherSinkPublished_InAFormatWithoutMarkers(ServingFormat format)
    {
        var options = new PublishingOptions { Format = format };
        var first = NewSink(options);
        await first.PublishAsync(Delta(7, 0, "a", "b", "größe"), Stop);
        var held = await first.PublishAsync(new SnapshotDelta(8, 7, 0, [], [new ItemId("b")]), Stop);
        await first.PublishUsersAsync([User("u"), User("v")], [], Stop);
        await first.PublishUsersAsync([], [new UserId("v")], Stop);

        var second = NewSink(options);
        var contents = await second.ReadContentsAsync(Stop);
        // A whole snapshot leaves no ghosts.
        await second.PublishAsync(Delta(9, 0, "a"), Stop);

        Assert.Equal(2, held.Count);
        Assert.Equal(7, contents.LastSnapshot);
        Assert.Equal([new ItemId("a"), new ItemId("größe")], contents.Items.OrderBy(item => item.Value, StringComparer.Ordinal));
        Assert.Equal([new UserId("u")], contents.Users);
        Assert.Equal([new ItemId("a")], (await NewSink(options).ReadContentsAsync(Stop)).Items);
    }

    [Fact]
    public async Task ReadContentsAsync_Refuses_WhenTheTopicIsWrittenInAnotherFormat()
    {
        await NewSink().PublishAsync(Delta(1, 0, "a"), Stop);

        var thrown = await Assert.ThrowsAsync<KafkaSetupException>(() => NewSink(new PublishingOptions { Format = ServingFormat.Qdrant }).ReadContentsAsync(Stop));

        Assert.Equal(
            "Topic 'embeddings' is written as 'application/x-protobuf; vector=float32', not as 'application/json; format=qdrant' "
            + "(Publishing:Format): set Kafka:ServingTopic to another topic.",
            thrown.Message);
    }

    [Theory]
    [InlineData(VectorType.Float16)]
    [InlineData(VectorType.Int8)]
    public async Task PublishAsync_StatesTheDigestsOfWhatReadersGet_WhenVectorsAreRounded(VectorType type)
    {
        await NewSink(new PublishingOptions { VectorType = type }).PublishAsync(
            new SnapshotDelta(1, 0, 0, [new ItemRow(new ItemId("a"), [0.1f, 0.2f, -0.3f], 1, 0)], []), Stop);

        var ledger = new ServingLedger(Partitions);
        var ends = 0;
        foreach (var (partition, record) in (await ReadAsync()).Select(entry => (entry.Partition, entry.Record!)))
        {
            ledger.Apply(partition, record);
            if (record is ServingRecord.Marked { Marker: { Phase: MarkerPhase.End } marker })
            {
                Assert.Equal(ledger.Partitions[partition].Items.Totals, marker.Items);
                ends++;
            }
        }

        Assert.Equal(Partitions, ends);
    }

    [Fact]
    public async Task PublishAsync_WritesMarkersAroundTheRows_InEveryPartition()
    {
        await NewSink().PublishAsync(Delta(1, 0, "a", "b", "c", "d", "e"), Stop);

        var log = await ReadAsync();
        for (var partition = 0; partition < Partitions; partition++)
        {
            var records = log.Where(entry => entry.Partition == partition).Select(entry => entry.Record).ToList();
            var begin = Assert.IsType<ServingRecord.Marked>(records[0]).Marker;
            var end = Assert.IsType<ServingRecord.Marked>(records[^1]).Marker;
            Assert.Equal((MarkerPhase.Begin, MarkerPhase.End), (begin.Phase, end.Phase));
            Assert.Equal((records.Count - 2, "model"), (end.Items.Count, end.ModelId));
            Assert.All(records[1..^1], record =>
                Assert.Equal(partition, ServingKeys.PartitionOf(Assert.IsType<ServingRecord.ItemChanged>(record).Row.Item, Partitions)));
        }
    }

    [Fact]
    public async Task Records_NameTheirFormat_InAHeader()
    {
        await NewSink().PublishAsync(Delta(1, 0, "a"), Stop);
        using var consumer = _clients.Consumer("test");
        consumer.Assign(new TopicPartitionOffset(Topic, ServingKeys.PartitionOf(new ItemId("a"), Partitions), Offset.Beginning));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("application/x-protobuf; vector=float32"u8.ToArray(), consumer.Consume(Stop).Message.Headers.GetLastBytes("content-type"));
        }
    }

    [Fact]
    public async Task PublishAsync_CountsWhatIsReallyThere_AfterOneThatWasGivenUp()
    {
        var sink = NewSink();
        await sink.PublishAsync(Delta(1, 0, "a"), Stop);
        using var giveUp = new CancellationTokenSource();
        _broker.SetReachable(false);
        var lost = sink.PublishAsync(Delta(2, 1, "never-written"), giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost);
        _broker.SetReachable(true);

        await sink.PublishAsync(Delta(2, 1, "b"), Stop);

        var log = await ReadAsync();
        var ends = log.Select(entry => entry.Record).OfType<ServingRecord.Marked>()
            .Where(record => record.Marker is { Phase: MarkerPhase.End, Number: 2 }).ToList();
        Assert.Equal(Partitions, ends.Count);
        Assert.Equal(log.Select(entry => entry.Record).OfType<ServingRecord.ItemChanged>().Count(), ends.Sum(end => end.Marker.Items.Count));
    }

    [Fact]
    public async Task PublishUsersAsync_WritesNothing_WhenNobodyChanged()
    {
        await NewSink().PublishUsersAsync([], [new UserId("unknown")], Stop);

        Assert.Empty(await ReadAsync());
    }

    [Fact]
    public async Task PublishAsync_Throws_WhenTheTopicWasWrittenWithFewerPartitions()
    {
        using var producer = _clients.Producer("test");
        var (item, wrong) = (new ItemId("a"), (ServingKeys.PartitionOf(new ItemId("a"), Partitions) + 1) % Partitions);
        var row = new ItemRow(item, [1f], 1, 0);
        await producer.ProduceAsync(
            new TopicPartition(Topic, wrong), new Message<byte[]?, byte[]?> { Key = ServingKeys.Of(item), Value = ServingCodec.Encode(row, 1) }, Stop);

        var error = await Assert.ThrowsAsync<KafkaSetupException>(() => NewSink().PublishAsync(Delta(1, 0, "a"), Stop));
        Assert.Contains("must not grow", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadContentsAsync_PassesOverRecordsThatCannotBeRead_AndSaysSo()
    {
        using var producer = _clients.Producer("test");
        await producer.ProduceAsync(new TopicPartition(Topic, 0), new Message<byte[]?, byte[]?> { Key = "item/x"u8.ToArray(), Value = [0x0a, 0xff] }, Stop);

        Assert.Empty((await NewSink().ReadContentsAsync(Stop)).Items);
        Assert.Contains(_loggers.Texts(Microsoft.Extensions.Logging.LogLevel.Warning), text => text.Contains("passed over", StringComparison.Ordinal));
    }

    private static SnapshotDelta Delta(long number, long @base, params string[] items) =>
        new(number, @base, 0, [.. items.Select(id => new ItemRow(new ItemId(id), [1f, 2f], 1, 0))], []);

    private static UserVector User(string id) => new(new UserHistory(new UserId(id), [], [], []), [1f, 2f], 1);

    private KafkaServingSink NewSink(PublishingOptions? options = null)
    {
        var sink = new KafkaServingSink(_clients, "model", _loggers.CreateLogger<KafkaServingSink>(), options: options);
        _sinks.Add(sink);
        return sink;
    }

    private async Task<List<ServingEntry>> ReadAsync()
    {
        using var reader = new ServingTopicReader(_clients, Topic, "test", isLasting: false);
        await reader.OpenAsync(Stop);
        var ends = reader.QueryEnds(TimeSpan.FromSeconds(10));
        var log = new List<ServingEntry>();
        while (!reader.HasReached(ends))
        {
            Stop.ThrowIfCancellationRequested();
            if (reader.TryRead(TimeSpan.FromMilliseconds(100), out var entry))
            {
                log.Add(entry);
            }
        }

        return log;
    }
}
