using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Host.Tests.Commands;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Embedded;

namespace StreamEmbed.Host.Tests.Replay;

public sealed class ReplayCommandTests : IDisposable
{
    private const int Partitions = 3;
    private readonly EmbeddedBroker _broker = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("streamembed-").FullName;

    public ReplayCommandTests()
    {
        _broker.CreateTopic("clicks", Partitions);
    }

    public void Dispose()
    {
        _broker.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Replay_SendsEveryEventInTheUsersOrder_WhenTheFileIsGood()
    {
        var lines = Enumerable.Range(0, 3_000).Select(i => $"u{i % 7},i{i},{1_700_000_000_000 + i},{(i % 2 == 0 ? "purchase" : "")}");
        var path = Write("user_id,item_id,timestamp_ms,event_type\n" + string.Join('\n', lines));

        var run = await Run.OfAsync("replay", path, "--bootstrap-servers", _broker.BootstrapServers);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Matches(@"^Sent 3,000 events to clicks in \d+\.\d s \([\d,]+ events/s\)\.\n$", run.Output);
        var sent = ReadClicks();
        Assert.Equal(3_000, sent.Count);
        Assert.Contains(("u0", """{"user_id":"u0","item_id":"i0","timestamp":1700000000000,"event_type":"purchase"}"""), sent);
        Assert.Contains(("u1", """{"user_id":"u1","item_id":"i1","timestamp":1700000000001}"""), sent);
        Assert.Equal(Enumerable.Range(0, 3_000).Where(i => i % 7 == 3).Select(i => $"i{i}"), sent.Where(pair => pair.Key == "u3").Select(pair => pair.Value.Split('"')[7]));
    }

    [Fact]
    public async Task Replay_SaysHowFarItCame_WhenALineIsBroken()
    {
        var path = Write("user_id,item_id,timestamp_ms\nu,i,1700000000000\nu,j,1700000000001\nu,,1700000000002\n");

        var run = await Run.OfAsync("replay", path, "--bootstrap-servers", _broker.BootstrapServers);

        Assert.Equal((1, $"streamembed: {path}, line 4: item_id is empty; events sent: 2.\n"), (run.Code, run.Error));
        Assert.Equal(2, ReadClicks().Count);
    }

    [Fact]
    public async Task Replay_SaysHowFarItCame_WhenItIsStopped()
    {
        var path = Write("user_id,item_id,timestamp_ms\nu,i,1700000000000\nu,j,1700000100000\n");
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var running = Run.UntilAsync(["replay", path, "--bootstrap-servers", _broker.BootstrapServers, "--speed", "1x"], [], stopping.Token);
        while (ReadClicks().Count == 0)
        {
            Assert.False(running.IsCompleted);
        }

        await stopping.CancelAsync();
        var run = await running;

        Assert.Equal((1, "streamembed: Stopped before the end; events sent: 1.\n"), (run.Code, run.Error));
    }

    [Fact]
    public async Task Replay_AsksNoBroker_WhenTheFileIsMissing()
    {
        var run = await Run.OfAsync("replay", "nowhere.csv", "--bootstrap-servers", "127.0.0.1:1");

        Assert.Equal((1, "streamembed: nowhere.csv: there is no such file.\n"), (run.Code, run.Error));
    }

    private string Write(string text)
    {
        var path = Path.Combine(_directory, "clicks.csv");
        File.WriteAllText(path, text);
        return path;
    }

    private List<(string Key, string Value)> ReadClicks()
    {
        var clients = new KafkaClients(new KafkaOptions(), NullLoggerFactory.Instance, embedded: _broker);
        using var consumer = clients.Consumer("test");
        consumer.Assign(Enumerable.Range(0, Partitions).Select(partition => new TopicPartitionOffset("clicks", partition, Offset.Beginning)));
        var records = new List<(string, string)>();
        for (var ends = 0; ends < Partitions;)
        {
            var result = consumer.Consume(TimeSpan.FromSeconds(20)) ?? throw new TimeoutException("The embedded broker does not answer.");
            if (result.IsPartitionEOF)
            {
                ends++;
            }
            else
            {
                records.Add((Encoding.UTF8.GetString(result.Message.Key!), Encoding.UTF8.GetString(result.Message.Value!)));
            }
        }

        return records;
    }
}
