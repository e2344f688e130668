using System.Text;
using Confluent.Kafka;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Kafka.Embedded;
using StreamEmbed.Records;

namespace StreamEmbed.Kafka.Tests.Clicks;

public sealed class KafkaEventProducerTests : IDisposable
{
    private readonly EmbeddedKafka _kafka = new();
    private readonly EventOptions _fields = new();

    public void Dispose() => _kafka.Dispose();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendAsync_WritesTheInputFormat_OnThePartitionOfTheUser()
    {
        using (var producer = await KafkaEventProducer.OpenAsync(_kafka.Clients, _fields, null, Stop))
        {
            await producer.SendAsync(EventOf("Zoë \"quoted\"", "i/9", 1_700_000_000_000), "click", Stop);
            await producer.FlushAsync(Stop);
            Assert.Equal(1, producer.Confirmed);
        }

        var record = Assert.Single(_kafka.ReadAll("clicks"));
        Assert.Equal("Zoë \"quoted\"", Encoding.UTF8.GetString(record.Message.Key!));
        Assert.Equal(Murmur2.Partition(record.Message.Key, 2), record.Partition.Value);
        Assert.Equal(
            """{"user_id":"Zoë \"quoted\"","item_id":"i/9","timestamp":1700000000000,"event_type":"click"}""",
            Encoding.UTF8.GetString(record.Message.Value!));
    }

    [Fact]
    public async Task SendAsync_IsReadBackByTheDecoder_WhenFieldsHaveOtherNames()
    {
        var fields = new EventOptions { UserField = "uid", ItemField = "sku", TimestampField = "at", TypeField = "kind" };
        var sent = EventOf("u1", "sku-ü", 1_700_000_000_123);
        using (var producer = await KafkaEventProducer.OpenAsync(_kafka.Clients, fields, null, Stop))
        {
            await producer.SendAsync(sent, "view", Stop);
            await producer.SendAsync(sent, null, Stop);
            await producer.FlushAsync(Stop);
        }

        foreach (var record in _kafka.ReadAll("clicks"))
        {
            var outcome = new JsonEventDecoder(fields).Decode(record.Message.Value, -1, sent.Position, sent.TimeMs, out var read, out _);
            Assert.Equal(DecodeOutcome.Accepted, outcome);
            Assert.Equal(sent, read);
        }
    }

    [Fact]
    public async Task SendAsync_KeepsTheOrderOfAUser_WhenTheBrokerGoesInBetween()
    {
        using (var producer = await KafkaEventProducer.OpenAsync(_kafka.Clients, _fields, null, Stop))
        {
            for (var i = 0; i < 2000; i++)
            {
                if (i is 500 or 1500)
                {
                    _kafka.Broker.SetReachable(i == 1500);
                }

                await producer.SendAsync(EventOf("u1", $"{i}", 1_700_000_000_000 + i), null, Stop);
            }

            await producer.FlushAsync(Stop);
        }

        var items = _kafka.ReadAll("clicks").Select(record => Encoding.UTF8.GetString(record.Message.Value!).Split('"')[7]).ToList();
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => $"{i}"), items);
    }

    [Fact]
    public async Task FlushAsync_SaysWhatWentWrong_WhenTheBrokerRefusesForGood()
    {
        using var producer = await KafkaEventProducer.OpenAsync(_kafka.Clients, _fields, null, Stop);
        _kafka.Broker.FailNext(0, ErrorCode.TopicAuthorizationFailed);
        await producer.SendAsync(EventOf("u1", "i1", 1_700_000_000_000), null, Stop);

        var thrown = await Assert.ThrowsAsync<KafkaException>(() => producer.FlushAsync(Stop));

        Assert.Equal(ErrorCode.TopicAuthorizationFailed, thrown.Error.Code);
    }

    [Fact]
    public async Task FlushAsync_StopsWaiting_WhenItIsCancelledWhileTheBrokerIsAway()
    {
        using var producer = await KafkaEventProducer.OpenAsync(_kafka.Clients, _fields, null, Stop);
        _kafka.Broker.SetReachable(false);
        await producer.SendAsync(EventOf("u1", "i1", 1_700_000_000_000), null, Stop);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        giveUp.CancelAfter(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => producer.FlushAsync(giveUp.Token));
    }

    [Fact]
    public async Task AReaderThatComesLate_MissesNothing_WhenTheGateHoldsTheProducerBack()
    {
        // 12 MB, incompressible, through a partition that keeps 5 MiB: without the gate more than half is gone before it is read.
        const int Events = 30_000;
        var gate = new RetentionGate();
        using var producer = await KafkaEventProducer.OpenAsync(_kafka.Clients, _fields, gate, Stop);
        var random = new Random(1);
        var noise = new byte[240];
        var sending = Task.Run(
            async () =>
            {
                for (var i = 0; i < Events; i++)
                {
                    random.NextBytes(noise);
                    await producer.SendAsync(EventOf("u1", Convert.ToBase64String(noise), 1_700_000_000_000), null, Stop);
                }

                await producer.FlushAsync(Stop);
            },
            Stop);

        var partition = Murmur2.Partition("u1"u8, 2);
        EmbeddedKafka.Until(
            () => sending.IsCompleted || gate.HeldBytes("clicks", partition) > RetentionGate.DefaultLimitBytes - 1000, () => Thread.Yield());
        using var log = await KafkaEventLog.OpenAsync(_kafka.Clients, [], _kafka.Loggers.CreateLogger<KafkaEventLog>(), Stop);
        var batch = new RecordBatch();
        var next = 0L;
        EmbeddedKafka.Until(() => next == Events, () =>
        {
            batch.Clear();
            log.Poll(batch, 500, TimeSpan.FromMilliseconds(50));
            for (var i = 0; i < batch.Count; i++)
            {
                Assert.Equal(next++, batch.Position(i).Offset);
            }

            gate.Processed("clicks", partition, next);
        });

        await sending;
        Assert.Equal(Events, producer.Confirmed);
        Assert.Equal(0, gate.HeldBytes("clicks", partition));
    }

    private static ItemEvent EventOf(string user, string item, long timeMs) =>
        new(new UserId(user), new ItemId(item), timeMs, 1, new SourcePosition(0, 0));
}
