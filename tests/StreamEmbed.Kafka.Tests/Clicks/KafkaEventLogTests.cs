using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Ports;
using StreamEmbed.Records;

namespace StreamEmbed.Kafka.Tests.Clicks;

public sealed class KafkaEventLogTests : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private readonly EmbeddedKafka _kafka = new();
    private readonly RecordBatch _batch = new();
    private readonly List<string> _values = [];
    private readonly List<SourcePosition> _ends = [];

    public void Dispose() => _kafka.Dispose();

    [Fact]
    public async Task Poll_ReadsAllPartitionsFromTheirBeginning_WhenNoStartIsGiven()
    {
        _kafka.Send(0, "a", "b");
        _kafka.Send(1, "c");

        using var log = await Open();
        PollUntil(log, () => _ends.Count >= 2);

        Assert.Equal([0, 1], log.Partitions);
        Assert.Equal(["a", "b", "c"], _values.Order());
        Assert.Equal([new SourcePosition(0, 2), new SourcePosition(1, 1)], _ends.Order());
        Assert.Equal(2, log.EndOffset(0));
        Assert.Equal(1, log.EndOffset(1));
    }

    [Fact]
    public async Task Poll_GoesOnAtTheStart_WhenOneIsGiven()
    {
        _kafka.Send(0, "a", "b", "c");
        _kafka.Send(1, "d");

        using var log = await Open(new SourcePosition(0, 2));
        PollUntil(log, () => _ends.Count >= 2);

        Assert.Equal(["c", "d"], _values.Order());
    }

    [Fact]
    public async Task Poll_ReadsAnEmptyTopicsEnds_WhenNothingWasSent()
    {
        using var log = await Open();

        PollUntil(log, () => _ends.Count >= 2);

        Assert.Equal([new SourcePosition(0, 0), new SourcePosition(1, 0)], _ends.Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task Poll_KeepsTheWholeRecord_WhenItHasHeadersOrNulls(int atOnce)
    {
        var time = new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc);
        using (var producer = _kafka.Clients.Producer("test"))
        {
            // The first record of a poll is taken in another way than those that follow.
            Message<byte[]?, byte[]?>[] messages =
            [
                new() { Key = [7], Value = [8] },
                new() { Key = null, Value = [], Timestamp = new Timestamp(time) },
                new() { Key = [], Value = null, Headers = new Headers { { "a", [1] }, { "a", null } } },
            ];
            foreach (var message in messages)
            {
                await producer.ProduceAsync(new TopicPartition("clicks", 1), message, TestContext.Current.CancellationToken);
            }
        }

        using var log = await Open();
        EmbeddedKafka.Until(() => _batch.Count == 3, () => log.Poll(_batch, atOnce, Wait));

        Assert.Equal([7], _batch.Key(0).ToArray());
        Assert.Equal([8], _batch.Value(0).ToArray());
        Assert.False(_batch.HasKey(1));
        Assert.True(_batch.HasValue(1));
        Assert.Empty(_batch.Value(1).ToArray());
        Assert.Equal(new DateTimeOffset(time).ToUnixTimeMilliseconds(), _batch.TimestampMs(1));
        Assert.Empty(_batch.Headers(1));
        Assert.True(_batch.HasKey(2));
        Assert.False(_batch.HasValue(2));
        Assert.Equal(["a", "a"], _batch.Headers(2).Select(header => header.Key));
        Assert.Equal([1], _batch.Headers(2)[0].Value);
        Assert.Null(_batch.Headers(2)[1].Value);
    }

    [Fact]
    public async Task Poll_AddsNoMoreThanAsked_WhenMoreIsAtHand()
    {
        _kafka.Send(0, [.. Enumerable.Range(0, 100).Select(i => $"{i}")]);
        using var log = await Open();

        EmbeddedKafka.Until(() => _batch.Count > 0, () => log.Poll(_batch, 7, Wait));

        Assert.InRange(_batch.Count, 1, 7);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Resume_GoesOnAtTheNextUnreadRecord_WhenPaused(bool beforeAnythingWasRead)
    {
        _kafka.Send(0, "a", "b", "c", "d");
        using var log = await Open(new SourcePosition(0, 1));
        if (!beforeAnythingWasRead)
        {
            EmbeddedKafka.Until(() => _values.Count > 0, () => PollOnce(log, 1));
        }

        log.Pause([0]);
        log.Pause([0, 1]);
        var read = _values.Count;
        for (var i = 0; i < 5; i++)
        {
            PollOnce(log, 100);
        }

        Assert.Equal(read, _values.Count);
        log.Resume([0, 1]);
        log.Resume([0]);
        PollUntil(log, () => _values.Count >= 3);

        Assert.Equal(["b", "c", "d"], _values);
    }

    [Fact]
    public async Task Resume_LosesNothing_WhenPausedAtTheEnd()
    {
        using var log = await Open();
        for (var round = 1; round <= 2; round++)
        {
            // Both ends are at hand together, so that the second comes with the poll that the first has ended.
            _kafka.Send(0, $"a{round}");
            _kafka.Send(1, $"b{round}");
            Thread.Sleep(100);
            _ends.Clear();
            PollUntil(log, () => _ends.Contains(new SourcePosition(0, 2 * round - 1)) && _ends.Contains(new SourcePosition(1, 2 * round - 1)));
            log.Pause([0, 1]);
            _kafka.Send(0, $"c{round}");
            _kafka.Send(1, $"d{round}");
            PollOnce(log, 100);

            log.Resume([0, 1]);
            PollUntil(log, () => _values.Count == 4 * round);
        }

        Assert.Equal(8, _values.Distinct().Count());
    }

    [Fact]
    public async Task EndOffset_GrowsWithTheLog_WhenThePartitionIsPaused()
    {
        using var log = await Open();
        PollUntil(log, () => _ends.Count >= 2);
        log.Pause([0, 1]);

        _kafka.Send(0, "a", "b", "c");
        EmbeddedKafka.Until(() => log.EndOffset(0) == 3, () => PollOnce(log, 100));

        Assert.Empty(_values);
    }

    [Fact]
    public async Task OpenAsync_ThrowsWhatIsGone_WhenTheStartWasRemovedFromTheLog()
    {
        _kafka.Send(0, "a", "b", "c", "d");
        _kafka.Broker.DeleteRecords("clicks", 0, 3);

        var thrown = await Assert.ThrowsAsync<LogGapException>(() => Open(new SourcePosition(0, 1), new SourcePosition(1, 0)));

        Assert.Equal(
            "Topic 'clicks': 2 unread events are gone, partition 0: 2 (offsets 1 to 2). To go on without them, start with --accept-gap "
            + "(Kafka:AcceptGap); to keep such events, raise retention.ms of the topic.",
            thrown.Message);
    }

    [Fact]
    public async Task OpenAsync_Throws_WhenTheLogEndsBeforeTheStart()
    {
        _kafka.Send(0, "a");

        var thrown = await Assert.ThrowsAsync<LogGapException>(() => Open(new SourcePosition(0, 50)));

        Assert.StartsWith("Topic 'clicks', partition 0 ends at offset 1, but was read up to 50: the topic was made anew", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_Throws_WhenAPartitionIsGone()
    {
        var thrown = await Assert.ThrowsAsync<LogGapException>(() => Open(new SourcePosition(7, 50)));

        Assert.StartsWith("Partition 7 of topic 'clicks' was read up to offset 50", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Poll_WaitsAndLosesNothing_WhenTheBrokerGoesAndComesBack()
    {
        using var log = await Open();
        _kafka.Send(0, "a");
        PollUntil(log, () => _values.Count == 1);

        _kafka.Broker.SetReachable(false);
        EmbeddedKafka.Until(() => _kafka.Clients.Watch.IsLost, () => PollOnce(log, 100));
        _kafka.Broker.SetReachable(true);
        // Nothing new is sent: that the broker is back must show without it.
        EmbeddedKafka.Until(() => !_kafka.Clients.Watch.IsLost, () => PollOnce(log, 100));
        _kafka.Send(0, "b");
        PollUntil(log, () => _values.Count == 2);

        Assert.Equal(["a", "b"], _values);
        Assert.Single(_kafka.Loggers.Texts(LogLevel.Warning));
        Assert.Single(_kafka.Loggers.Texts(LogLevel.Information));
    }

    [Fact]
    public async Task Commit_ShowsThePositionToLagTools_AndIsNotReadBack()
    {
        _kafka.Send(0, "a", "b", "c");
        using (var log = await Open())
        {
            PollUntil(log, () => _values.Count == 3);
            log.Commit([new SourcePosition(0, 2)]);
        }

        using var lagTool = _kafka.Clients.Consumer("lag-tool");
        Assert.Equal(2, lagTool.Committed([new TopicPartition("clicks", 0)], TimeSpan.FromSeconds(60))[0].Offset.Value);
        _values.Clear();
        using var again = await Open();
        PollUntil(again, () => _values.Count == 3);
    }

    [Fact]
    public async Task Dispose_DoesNotHang_WhenTheBrokerIsAway()
    {
        var log = await Open();
        PollUntil(log, () => _ends.Count >= 2);
        log.Commit([new SourcePosition(0, 0)]);
        _kafka.Broker.SetReachable(false);

        var closing = Task.Run(log.Dispose, TestContext.Current.CancellationToken);

        await closing.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private Task<KafkaEventLog> Open(params SourcePosition[] start) => KafkaEventLog.OpenAsync(
        _kafka.Clients, start, _kafka.Loggers.CreateLogger<KafkaEventLog>(), TestContext.Current.CancellationToken);

    private void PollOnce(KafkaEventLog log, int max)
    {
        _batch.Clear();
        log.Poll(_batch, max, Wait);
        for (var i = 0; i < _batch.Count; i++)
        {
            _values.Add(Encoding.UTF8.GetString(_batch.Value(i)));
        }

        _ends.AddRange(_batch.EndsReached.Where(end => !_ends.Contains(end)));
    }

    private void PollUntil(KafkaEventLog log, Func<bool> done) => EmbeddedKafka.Until(done, () => PollOnce(log, 100));
}
