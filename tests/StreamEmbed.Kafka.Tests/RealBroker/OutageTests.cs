using System.Text;
using Microsoft.Extensions.Logging;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Kafka.Topics;
using StreamEmbed.Records;
using StreamEmbed.TestKit.Kafka;

namespace StreamEmbed.Kafka.Tests.RealBroker;

/// <summary>A broker that is killed, hangs or is not there yet, while events are sent and read.</summary>
public sealed class OutageTests(OutageTests.BreakableKafka breakable) : IClassFixture<OutageTests.BreakableKafka>
{
    private readonly RealKafka _kafka = breakable.Kafka;
    private readonly RecordBatch _batch = new();
    private readonly List<string> _read = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_AreAllReadInOrder_WhenTheBrokerIsKilledAndComesBack()
    {
        var room = new RealKafkaRoom(_kafka);
        await Setup(room).EnsureAsync([TopicPlan.Clicks(room.Options)], Stop);
        using var producer = await KafkaEventProducer.OpenAsync(room.Clients, new EventOptions(), null, Stop);
        using var log = await KafkaEventLog.OpenAsync(room.Clients, [], room.Loggers.CreateLogger<KafkaEventLog>(), Stop);
        var warningsBefore = room.Loggers.Texts(LogLevel.Warning).Count;

        await SendAsync(producer, 0, 500);
        await producer.FlushAsync(Stop);
        PollUntil(log, () => _read.Count == 500);
        _kafka.Kill();
        await SendAsync(producer, 500, 1000);
        EmbeddedKafka.Until(() => room.Clients.Watch.IsLost, () => PollOnce(log));
        _kafka.Start();
        PollUntil(log, () => _read.Count >= 1000);
        await producer.FlushAsync(Stop);
        // The line is written by a thread of the client library, a moment behind the state.
        EmbeddedKafka.Until(() => !room.Clients.Watch.IsLost && SaysItIsBack(room), () => PollOnce(log));

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), _read);
        Assert.Equal(warningsBefore + 1, room.Loggers.Texts(LogLevel.Warning).Count);
    }

    [Fact]
    public async Task Events_AreAllRead_WhenTheBrokerHangsForAWhile()
    {
        var room = new RealKafkaRoom(_kafka);
        await Setup(room).EnsureAsync([TopicPlan.Clicks(room.Options)], Stop);
        using var producer = await KafkaEventProducer.OpenAsync(room.Clients, new EventOptions(), null, Stop);
        using var log = await KafkaEventLog.OpenAsync(room.Clients, [], room.Loggers.CreateLogger<KafkaEventLog>(), Stop);

        await SendAsync(producer, 0, 500);
        _kafka.Pause();
        await SendAsync(producer, 500, 1000);
        PollOnce(log);
        _kafka.Continue();
        PollUntil(log, () => _read.Count >= 1000);

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), _read);
    }

    [Fact]
    public async Task TheFirstContact_IsWaitedFor_WhenTheBrokerStartsLater()
    {
        var room = new RealKafkaRoom(_kafka);
        _kafka.Stop();

        var setup = Setup(room).EnsureAsync([TopicPlan.Clicks(room.Options)], Stop);
        EmbeddedKafka.Until(() => room.Clients.Watch.IsLost, () => Thread.Yield());
        Assert.False(setup.IsCompleted);
        _kafka.Start();
        await setup;

        Assert.Single(room.Loggers.Texts(LogLevel.Warning));
        Assert.False(room.Clients.Watch.IsLost);
    }

    private static bool SaysItIsBack(RealKafkaRoom room) =>
        room.Loggers.Texts(LogLevel.Information).Any(line => line.Contains("is back after", StringComparison.Ordinal));

    private static TopicSetup Setup(RealKafkaRoom room) => new(room.Clients, room.Loggers.CreateLogger<TopicSetup>());

    private static async Task SendAsync(KafkaEventProducer producer, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            await producer.SendAsync(new ItemEvent(new UserId("u1"), new ItemId($"{i}"), 1_700_000_000_000, 1, default), null, Stop);
        }
    }

    private void PollOnce(KafkaEventLog log)
    {
        _batch.Clear();
        log.Poll(_batch, 100, TimeSpan.FromMilliseconds(100));
        for (var i = 0; i < _batch.Count; i++)
        {
            _read.Add(Encoding.UTF8.GetString(_batch.Value(i)).Split('"')[7]);
        }
    }

    private void PollUntil(KafkaEventLog log, Func<bool> done) => EmbeddedKafka.Until(done, () => PollOnce(log));

    public sealed class BreakableKafka : IDisposable
    {
        public RealKafka Kafka { get; } = new();

        public void Dispose() => Kafka.Dispose();
    }
}
