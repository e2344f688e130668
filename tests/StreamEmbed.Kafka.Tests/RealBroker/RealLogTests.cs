using System.Text;
using Confluent.Kafka;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Kafka.Rejected;
using StreamEmbed.Kafka.Topics;
using StreamEmbed.Ports;
using StreamEmbed.Records;
using StreamEmbed.TestKit.Kafka;

namespace StreamEmbed.Kafka.Tests.RealBroker;

/// <summary>What only a real broker shows of reading and of dead letters.</summary>
public sealed class RealLogTests(RealKafka kafka)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private readonly RecordBatch _batch = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_SaysWhatIsGone_OrGoesOnWithoutIt_WhenRetentionHasRemovedUnreadEvents()
    {
        var room = await OpenRoomAsync();
        using (var producer = await KafkaEventProducer.OpenAsync(room.Clients, new EventOptions(), null, Stop))
        {
            for (var i = 0; i < 100; i++)
            {
                await producer.SendAsync(new ItemEvent(new UserId("u1"), new ItemId($"{i}"), 1_700_000_000_000, 1, default), null, Stop);
            }

            await producer.FlushAsync(Stop);
        }

        var partition = Murmur2.Partition("u1"u8, 2);
        var offsets = Path.GetTempFileName();
        File.WriteAllText(
            offsets,
            $$"""{"version":1,"partitions":[{"topic":"{{room.Options.ClicksTopic}}","partition":{{partition}},"offset":60}]}""");
        kafka.Tool("delete-records", ["--offset-json-file", offsets]);
        File.Delete(offsets);

        var thrown = await Assert.ThrowsAsync<LogGapException>(() => OpenLogAsync(room, new SourcePosition(partition, 10)));

        Assert.StartsWith(
            $"Topic '{room.Options.ClicksTopic}': 50 unread events are gone, partition {partition}: 50 (offsets 10 to 59). ",
            thrown.Message,
            StringComparison.Ordinal);

        var accepting = new RealKafkaRoom(kafka, _ => room.Options with { AcceptGap = true });
        using var log = await OpenLogAsync(accepting, new SourcePosition(partition, 10));
        EmbeddedKafka.Until(() => _batch.Count == 40, () => log.Poll(_batch, 100, Wait));
        Assert.Equal((50, 60), (log.Lost, _batch.Position(0).Offset));
        Assert.Equal([new SourcePosition(partition, 60)], log.Start);
    }

    [Fact]
    public async Task Keys_AreOnThePartitionsOfJavasProducer()
    {
        var room = await OpenRoomAsync();
        string[] keys = ["u1", "u2", "user-3", "Zoë", "a-little-bit-longer-string"];
        kafka.Tool(
            "console-producer",
            ["--topic", room.Options.ClicksTopic, "--reader-property", "parse.key=true", "--reader-property", "key.separator=|"],
            string.Concat(keys.Select(key => $"{key}|x\n")));
        using var log = await OpenLogAsync(room);

        EmbeddedKafka.Until(() => _batch.Count == keys.Length, () => log.Poll(_batch, 100, Wait));

        for (var i = 0; i < _batch.Count; i++)
        {
            Assert.Equal(Murmur2.Partition(_batch.Key(i), 2), _batch.Position(i).Partition);
        }
    }

    [Fact]
    public async Task Commit_IsSeenByKafkasOwnLagTool()
    {
        var room = await OpenRoomAsync();
        kafka.Tool("console-producer", ["--topic", room.Options.ClicksTopic], string.Concat(Enumerable.Repeat("x\n", 20)));
        using (var log = await OpenLogAsync(room))
        {
            EmbeddedKafka.Until(() => _batch.Count == 20, () => log.Poll(_batch, 100, Wait));
            log.Commit([new SourcePosition(0, log.EndOffset(0)), new SourcePosition(1, log.EndOffset(1))]);
        }

        var lags = kafka.Tool("consumer-groups", ["--describe", "--group", room.Options.GroupId])
            .Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns.Length > 5 && columns[1] == room.Options.ClicksTopic)
            .Select(columns => columns[5])
            .ToList();

        Assert.NotEmpty(lags);
        Assert.All(lags, lag => Assert.Equal("0", lag));
    }

    [Fact]
    public async Task DeadLetterAsync_SendsTheBeginning_WhenTheTopicTakesLessThanTheRecord()
    {
        var room = new RealKafkaRoom(kafka);
        kafka.Tool("topics", ["--create", "--topic", room.Options.DeadLetterTopic, "--partitions", "1", "--config", "max.message.bytes=100000"]);
        var value = new byte[2_000_000];
        new Random(1).NextBytes(value);
        _batch.Add(new SourcePosition(0, 3), -1, [1], true, value, true);
        await using var sink = new KafkaRejectedEventSink(room.Clients, new EventOptions(), room.Loggers.CreateLogger<KafkaRejectedEventSink>());

        await sink.DeadLetterAsync(_batch, 0, RejectReason.ValueTooLarge, "Too large.", Stop);
        await sink.FlushAsync(Stop);

        using var reader = room.Clients.Consumer("test-reader");
        reader.Assign(new TopicPartitionOffset(room.Options.DeadLetterTopic, 0, Offset.Beginning));
        var letter = reader.Consume(TimeSpan.FromSeconds(60)).Message;
        Assert.Equal(value[..65536], letter.Value);
        Assert.Equal("2000000", Encoding.UTF8.GetString(letter.Headers.GetLastBytes(RejectedHeaders.Truncated)));
        Assert.Equal(1, sink.Truncated);
    }

    [Fact]
    public async Task DeadLetterAsync_KeepsTwoMegabytesWhole_OnATopicThatWeMade()
    {
        var room = await OpenRoomAsync();
        var value = new byte[2_000_000];
        new Random(1).NextBytes(value);
        _batch.Add(new SourcePosition(0, 3), -1, [1], true, value, true);
        await using var sink = new KafkaRejectedEventSink(room.Clients, new EventOptions(), room.Loggers.CreateLogger<KafkaRejectedEventSink>());

        await sink.DeadLetterAsync(_batch, 0, RejectReason.ValueTooLarge, "Too large.", Stop);
        await sink.FlushAsync(Stop);

        Assert.Equal(0, sink.Truncated);
    }

    private async Task<RealKafkaRoom> OpenRoomAsync()
    {
        var room = new RealKafkaRoom(kafka);
        await new TopicSetup(room.Clients, room.Loggers.CreateLogger<TopicSetup>()).EnsureAsync(TopicPlan.OfService(room.Options), Stop);
        return room;
    }

    private static Task<KafkaEventLog> OpenLogAsync(RealKafkaRoom room, params SourcePosition[] start) =>
        KafkaEventLog.OpenAsync(room.Clients, start, room.Loggers.CreateLogger<KafkaEventLog>(), Stop);
}
