using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Rejected;
using StreamEmbed.Records;
using StreamEmbed.Sessions;

namespace StreamEmbed.Kafka.Tests.Rejected;

public sealed class KafkaRejectedEventSinkTests : IDisposable
{
    private readonly EmbeddedKafka _kafka = new();
    private readonly RecordBatch _batch = new();

    public void Dispose() => _kafka.Dispose();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DeadLetterAsync_KeepsTheRecordAndSaysWhyAndWhere()
    {
        _batch.Add(new SourcePosition(1, 42), 1_700_000_000_000, [1, 2], true, [0xFF, 0xFE], true, [new RecordHeader("trace", [7]), new RecordHeader("n", null)]);

        await using (var sink = Sink())
        {
            await sink.DeadLetterAsync(_batch, 0, RejectReason.InvalidJson, "The value is not UTF-8.", Stop);
            await sink.FlushAsync(Stop);
        }

        var letter = Assert.Single(_kafka.ReadAll("clicks.dead"));
        Assert.Equal([1, 2], letter.Message.Key);
        Assert.Equal([0xFF, 0xFE], letter.Message.Value);
        Assert.Equal(
            [
                ("trace", "\u0007"), ("n", "null"), ("streamembed-reason", "invalid_json"), ("streamembed-detail", "The value is not UTF-8."),
                ("streamembed-topic", "clicks"), ("streamembed-partition", "1"), ("streamembed-offset", "42"),
                ("streamembed-timestamp-ms", "1700000000000"),
            ],
            Texts(letter.Message.Headers));
    }

    [Fact]
    public async Task DeadLetterAsync_KeepsNulls_WhenKeyAndValueAreNull()
    {
        _batch.Add(new SourcePosition(0, 0), -1, [], false, [], false);
        _batch.Add(new SourcePosition(0, 1), -1, [], true, [], true);

        await using (var sink = Sink())
        {
            await sink.DeadLetterAsync(_batch, 0, RejectReason.EmptyValue, "The record has no value.", Stop);
            await sink.DeadLetterAsync(_batch, 1, RejectReason.EmptyValue, "The record has no value.", Stop);
            await sink.FlushAsync(Stop);
        }

        var letters = _kafka.ReadAll("clicks.dead").OrderBy(letter => Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes("streamembed-offset"))).ToList();
        Assert.Null(letters[0].Message.Key);
        Assert.Null(letters[0].Message.Value);
        Assert.Equal(0, letters[1].Message.Key?.Length);
        Assert.Equal(0, letters[1].Message.Value?.Length);
    }

    [Fact]
    public async Task LateAsync_WritesTheEventWithItsOrigin_KeyedByUser()
    {
        var late = new LateEvent(new ItemEvent(new UserId("u1"), new ItemId("i1"), 1_700_000_000_000, 1, new SourcePosition(1, 9)), 5000);

        await using (var sink = Sink())
        {
            await sink.LateAsync(late, Stop);
            await sink.FlushAsync(Stop);
        }

        var record = Assert.Single(_kafka.ReadAll("clicks.late"));
        Assert.Equal("u1", Encoding.UTF8.GetString(record.Message.Key!));
        Assert.Equal("""{"user_id":"u1","item_id":"i1","timestamp":1700000000000}""", Encoding.UTF8.GetString(record.Message.Value!));
        Assert.Equal(
            [("streamembed-lateness-ms", "5000"), ("streamembed-topic", "clicks"), ("streamembed-partition", "1"), ("streamembed-offset", "9")],
            Texts(record.Message.Headers));
    }

    [Fact]
    public async Task DeadLetterAsync_SendsTwoMegabytesWhole_WhenTheBrokerTakesThem()
    {
        var value = new byte[2_000_000];
        new Random(1).NextBytes(value);
        _batch.Add(new SourcePosition(0, 0), -1, [], false, value, true);

        await using (var sink = Sink())
        {
            await sink.DeadLetterAsync(_batch, 0, RejectReason.ValueTooLarge, "Too large.", Stop);
            await sink.FlushAsync(Stop);
            Assert.Equal(0, sink.Truncated);
        }

        Assert.Equal(value, Assert.Single(_kafka.ReadAll("clicks.dead")).Message.Value);
    }

    [Theory]
    [InlineData(1, 65536, 1)]
    [InlineData(2, 1024, 0)]
    public async Task DeadLetterAsync_SendsTheBeginning_WhenTheBrokerRefusesTheSize(int refusals, int kept, int ownHeaders)
    {
        _batch.Add(new SourcePosition(0, 7), -1, [5], true, new byte[200_000], true, [new RecordHeader("trace", [7])]);
        _kafka.Broker.FailNext(0, [.. Enumerable.Repeat(ErrorCode.MsgSizeTooLarge, refusals)]);

        await using (var sink = Sink())
        {
            await sink.DeadLetterAsync(_batch, 0, RejectReason.InvalidJson, "Broken.", Stop);
            await sink.FlushAsync(Stop);
            Assert.Equal(1, sink.Truncated);
        }

        var letter = Assert.Single(_kafka.ReadAll("clicks.dead"));
        Assert.Equal(kept, letter.Message.Value!.Length);
        Assert.Equal([5], letter.Message.Key);
        Assert.Contains(("streamembed-truncated", "200000"), Texts(letter.Message.Headers));
        Assert.Contains(("streamembed-offset", "7"), Texts(letter.Message.Headers));
        Assert.Equal(ownHeaders, letter.Message.Headers.Count(header => header.Key == "trace"));
        Assert.Single(_kafka.Loggers.Texts(LogLevel.Warning));
    }

    [Fact]
    public async Task FlushAsync_WaitsForTheBroker_WhenItIsAwayForAWhile()
    {
        _kafka.Broker.SetReachable(false);
        await using var sink = Sink();
        for (var i = 0; i < 100; i++)
        {
            _batch.Clear();
            _batch.Add(new SourcePosition(0, i), -1, [], false, [1], true);
            await sink.DeadLetterAsync(_batch, 0, RejectReason.InvalidJson, "Broken.", Stop);
        }

        var flushing = sink.FlushAsync(Stop);
        EmbeddedKafka.Until(() => _kafka.Clients.Watch.IsLost, () => Thread.Yield());
        Assert.False(flushing.IsCompleted);
        _kafka.Broker.SetReachable(true);

        await flushing;
        Assert.Equal(100, _kafka.ReadAll("clicks.dead").Count);
    }

    [Fact]
    public async Task DeadLetterAsync_Waits_WhenTooMuchIsNotConfirmed()
    {
        _kafka.Broker.SetReachable(false);
        await using var sink = Sink();
        _batch.Add(new SourcePosition(0, 0), -1, [], false, new byte[1_000_000], true);
        var waiting = Task.CompletedTask;

        for (var sent = 0; waiting.IsCompleted; sent++)
        {
            Assert.True(sent < 20);
            waiting = sink.DeadLetterAsync(_batch, 0, RejectReason.ValueTooLarge, "Too large.", Stop).AsTask();
        }

        _kafka.Broker.SetReachable(true);
        await waiting;
        await sink.FlushAsync(Stop);
    }

    [Fact]
    public async Task FlushAsync_Throws_WhenTheTopicTakesNothing()
    {
        _kafka.Broker.FailNext(0, ErrorCode.TopicAuthorizationFailed);
        _batch.Add(new SourcePosition(0, 0), -1, [], false, [1], true);
        await using var sink = Sink();
        await sink.DeadLetterAsync(_batch, 0, RejectReason.InvalidJson, "Broken.", Stop);

        var thrown = await Assert.ThrowsAsync<KafkaSetupException>(() => sink.FlushAsync(Stop));

        Assert.StartsWith("The topic 'clicks.dead' takes no records: ", thrown.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<KafkaSetupException>(
            () => sink.DeadLetterAsync(_batch, 0, RejectReason.InvalidJson, "Broken.", Stop).AsTask());
    }

    private KafkaRejectedEventSink Sink() => new(_kafka.Clients, new EventOptions(), _kafka.Loggers.CreateLogger<KafkaRejectedEventSink>());

    private static List<(string, string)> Texts(Headers headers) =>
        [.. headers.Select(header => (header.Key, header.GetValueBytes() is { } bytes ? Encoding.UTF8.GetString(bytes) : "null"))];
}
