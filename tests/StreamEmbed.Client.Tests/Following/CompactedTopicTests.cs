using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Serving;
using StreamEmbed.Kafka.Topics;
using StreamEmbed.Serving;
using StreamEmbed.TestKit.Kafka;
using StreamEmbed.TestKit.Logging;

namespace StreamEmbed.Client.Tests.Following;

/// <summary>What only a real broker shows: compaction, and a broker that is killed.</summary>
public sealed class CompactedTopicTests : IDisposable
{
    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly RecordingLoggers _loggers = new();
    private readonly Random _random = new(11);
    private readonly Dictionary<string, ItemRow> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UserVector> _users = new(StringComparer.Ordinal);
    private long _snapshot;

    public CompactedTopicTests() => _patience.CancelAfter(TimeSpan.FromMinutes(3));

    private CancellationToken Stop => _patience.Token;

    public void Dispose() => _patience.Dispose();

    [Fact]
    public async Task Readers_HoldTheSame_WhenTheTopicWasCompactedAndTheBrokerKilled()
    {
        Assert.SkipUnless(RealKafka.IsAvailable, RealKafka.WhySkipped);
        using var kafka = new RealKafka();
        var clients = new KafkaClients(new KafkaOptions { BootstrapServers = kafka.BootstrapServers }, _loggers.Factory);
        await new TopicSetup(clients, _loggers.CreateLogger<TopicSetup>()).EnsureAsync([CompactedFast], Stop);
        using var sink = new KafkaServingSink(clients, "model", _loggers.CreateLogger<KafkaServingSink>());
        using var early = Start(kafka);

        var written = 0L;
        do
        {
            await PublishAsync(sink);
            written += 60;
        }
        while (written < 3_000 || await CountAsync(clients) > written / 2);

        using var late = Start(kafka);
        await CheckAsync(early, late);

        kafka.Kill();
        var publishing = PublishAsync(sink);
        kafka.Start();
        await publishing;
        await CheckAsync(early, late);
    }

    // As small and as soon as Kafka allows.
    private static TopicPlan CompactedFast => new(ServingLine.Topic, 2, new Dictionary<string, string>
    {
        ["cleanup.policy"] = "compact",
        ["min.cleanable.dirty.ratio"] = "0.01",
        ["segment.ms"] = "1000",
        ["segment.bytes"] = "1048576",
    });

    private static EmbeddingReader Start(RealKafka kafka) =>
        EmbeddingReader.Start(new EmbeddingReaderOptions { BootstrapServers = kafka.BootstrapServers });

    private async Task PublishAsync(KafkaServingSink sink)
    {
        var changed = Enumerable.Range(0, 40).Select(_ => Views.Item("i" + _random.Next(100), _random.NextSingle())).DistinctBy(row => row.Item).ToList();
        var removed = _items.Keys.Where(id => _random.Next(20) == 0 && !changed.Exists(row => row.Item.Value == id)).ToArray();
        var users = Enumerable.Range(0, 10).Select(_ => Views.User("u" + _random.Next(30), [_random.NextSingle()])).DistinctBy(user => user.History.User).ToList();
        changed.ForEach(row => _items[row.Item.Value] = row);
        users.ForEach(user => _users[user.History.User.Value] = user);
        Array.ForEach(removed, id => _items.Remove(id));

        await sink.PublishAsync(ServingLine.Delta(++_snapshot, _snapshot - 1, changed, removed), Stop);
        await sink.PublishUsersAsync(users, [], Stop);
    }

    private async Task<int> CountAsync(KafkaClients clients)
    {
        using var reader = new ServingTopicReader(clients, ServingLine.Topic, "test", isLasting: false);
        await reader.OpenAsync(Stop);
        var ends = reader.QueryEnds(TimeSpan.FromSeconds(10));
        var count = 0;
        while (!reader.HasReached(ends))
        {
            Stop.ThrowIfCancellationRequested();
            count += reader.TryRead(TimeSpan.FromMilliseconds(100), out _) ? 1 : 0;
        }

        return count;
    }

    private async Task CheckAsync(params EmbeddingReader[] readers)
    {
        foreach (var reader in readers)
        {
            await reader.WaitUntilCaughtUpAsync(Stop);
            var view = reader.Current;
            Assert.Equal((_snapshot, _items.Count, _users.Count), (view.Snapshot.Number, view.ItemCount, view.UserCount));
            Assert.Equal(_items.Aggregate(0UL, (sum, row) => unchecked(sum + SnapshotDigest.OfRow(row.Key, row.Value.Vector))), view.ItemDigest);
            Assert.Equal(_users.Aggregate(0UL, (sum, user) => unchecked(sum + SnapshotDigest.OfRow(user.Key, user.Value.Vector))), view.UserDigest);
            Assert.Equal((true, 0), (reader.Status.IsWhole, reader.Status.Rebuilds));
        }
    }
}
