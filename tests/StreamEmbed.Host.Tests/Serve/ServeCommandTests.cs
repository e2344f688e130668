using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Events;
using StreamEmbed.Host.Tests.Commands;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Embedded;
using StreamEmbed.Kafka.Serving;
using StreamEmbed.Serving;
using StreamEmbed.TestKit.Time;
using StreamEmbed.Users;

namespace StreamEmbed.Host.Tests.Serve;

/// <summary>The reader as a program: it follows a topic on the embedded broker and answers over HTTP, and `status` asks it.</summary>
public sealed class ServeCommandTests : IDisposable
{
    private readonly EmbeddedBroker _broker = new();
    private readonly KafkaServingSink _sink;
    private readonly HttpClient _client = new();

    public ServeCommandTests()
    {
        _broker.CreateTopic("embeddings", 2);
        _sink = new KafkaServingSink(
            new KafkaClients(new KafkaOptions(), NullLoggerFactory.Instance, embedded: _broker), "test", NullLogger<KafkaServingSink>.Instance);
    }

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _sink.Dispose();
        _broker.Dispose();
    }

    [Fact]
    public async Task Serve_AnswersAndReports_AndStartsAnew_WhenTheModelIsReplacedByOneOfAnotherDimension()
    {
        await _sink.PublishAsync(Delta(1, Row("a", 1, 0), Row("b", 1, 1)), Stopping);
        var history = new UserHistory(new UserId("u1"), [new ItemId("a")], [1_700_000_000_000], [1]);
        await _sink.PublishUsersAsync([new UserVector(history, [1, 0], 1)], [], Stopping);
        using var stop = new CancellationTokenSource();
        var address = FreeAddress.Take();
        var serving = Run.UntilAsync(
            ["serve", "--bootstrap-servers", _broker.BootstrapServers, "--set", $"Http:Address={address}"], [], stop.Token);

        await AnswersAsync(address, "/v1/users/u1/recommendations", """{"snapshot":1,"results":[{"item":"b","score":0.70710677}]}""");
        await AnswersAsync(address, "/v1/status", "\"users\":1");
        var asked = await Run.OfAsync("status", "--address", address, "--json");
        Assert.Equal((0, ""), (asked.Code, asked.Error));
        var status = JsonDocument.Parse(asked.Output).RootElement;
        Assert.Equal((0, 2, 1), (status.GetProperty("lag").GetInt32(), status.GetProperty("items").GetInt32(), status.GetProperty("snapshot").GetProperty("number").GetInt32()));
        Assert.Equal(["embeddings", "embeddings"], status.GetProperty("partitions").EnumerateArray().Select(partition => partition.GetProperty("topic").GetString()));

        await _sink.PublishAsync(Delta(2, Row("c", 1, 0, 0), Row("d", 0, 1, 1)), Stopping);
        await AnswersAsync(address, "/v1/items/c/similar", """{"snapshot":2,"results":[{"item":"d","score":0}]}""");

        await stop.CancelAsync();
        var run = await serving;
        Assert.Equal(0, run.Code);
        Assert.Contains("A new reader is started", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_IsReady_WhenItHoldsASnapshot()
    {
        using var stop = new CancellationTokenSource();
        var address = FreeAddress.Take();
        var serving = Run.UntilAsync(
            ["serve", "--bootstrap-servers", _broker.BootstrapServers, "--set", $"Http:Address={address}"], [], stop.Token);

        await AnswersAsync(address, "/health/ready", "no whole snapshot has been read yet");
        await _sink.PublishAsync(Delta(1, Row("a", 1, 0)), Stopping);
        await AnswersAsync(address, "/health/ready", "\"status\":\"ok\"");

        await stop.CancelAsync();
        Assert.Equal(0, (await serving).Code);
    }

    [Fact]
    public async Task Status_SaysSo_WhenNobodyListens()
    {
        var address = FreeAddress.Take();
        var run = await Run.OfAsync("status", "--address", address);

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.StartsWith($"streamembed: {address}/ does not answer (Connection refused", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Status_IsRefused_WhenTheAddressIsNone()
    {
        var run = await Run.OfAsync("status", "--address", "embeddings");

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains("--address must be a URL such as http://127.0.0.1:9464, but is 'embeddings'.", run.Error, StringComparison.Ordinal);
    }

    private static SnapshotDelta Delta(long number, params ItemRow[] rows) => new(number, 0, 1_700_000_000_000, rows, []);

    private static ItemRow Row(string item, params float[] vector) => new(new ItemId(item), vector, 1, 1_700_000_000_000);

    private Task AnswersAsync(string address, string path, string text) => Eventually.HoldsAsync(
        async () => (await GetAsync(address, path)).Contains(text, StringComparison.Ordinal), $"{path} answers {text}", Stopping);

    private async Task<string> GetAsync(string address, string path)
    {
        try
        {
            using var response = await _client.GetAsync(new Uri(address + path), Stopping);
            return await response.Content.ReadAsStringAsync(Stopping);
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return "";
        }
    }
}
