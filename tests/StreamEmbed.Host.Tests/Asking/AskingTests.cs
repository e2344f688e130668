using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Events;
using StreamEmbed.Host.Tests.Commands;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Embedded;
using StreamEmbed.Kafka.Serving;
using StreamEmbed.Serving;
using StreamEmbed.Users;

namespace StreamEmbed.Host.Tests.Asking;

/// <summary>Questions to a topic that the publisher has really written, on the embedded broker.</summary>
public sealed class AskingTests : IDisposable
{
    private readonly EmbeddedBroker _broker = new();

    public AskingTests()
    {
        _broker.CreateTopic("embeddings", 2);
    }

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Similar_ListsTheNearestFirst_WhenTheItemIsKnown()
    {
        await PublishAsync();

        var run = await AskAsync("similar", "north");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(
            """
            item        score
            north-east  0.7071
            -7          0.0000
            south       -1.0000

            """,
            run.Output);
    }

    [Fact]
    public async Task Similar_AnswersInJson_WhenAskedTo()
    {
        await PublishAsync();

        var run = await AskAsync("similar", "south", "--count", "2", "--json");

        Assert.Equal("""{"snapshot":3,"results":[{"item":"-7","score":0},{"item":"north-east","score":-0.70710677}]}""" + "\n", run.Output);
    }

    [Fact]
    public async Task Similar_TakesIdsThatLookLikeFlags_AfterTwoDashes()
    {
        await PublishAsync();

        var run = await AskAsync("similar", "--count", "1", "--json", "--", "-7");

        Assert.Equal("""{"snapshot":3,"results":[{"item":"north-east","score":0.70710677}]}""" + "\n", run.Output);
    }

    [Fact]
    public async Task Recommend_LeavesOutWhatTheUserSaw_WhenTheUserIsKnown()
    {
        await PublishAsync();

        var run = await AskAsync("recommend", "u1", "--json");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal("""{"snapshot":3,"results":[{"item":"north-east","score":0.70710677},{"item":"-7","score":0},{"item":"south","score":-1}]}""" + "\n", run.Output);
    }

    [Theory]
    [InlineData("similar", "There is no item 'west' among the 4 of snapshot 3.")]
    [InlineData("recommend", "There is no vector of user 'west' among the 1 in embeddings.")]
    public async Task Ask_ReturnsOneAndOneSentence_WhenTheIdIsUnknown(string command, string sentence)
    {
        await PublishAsync();

        var run = await AskAsync(command, "west");

        Assert.Equal((1, "", $"streamembed: {sentence}\n"), (run.Code, run.Output, run.Error));
    }

    [Fact]
    public async Task Ask_SaysSo_WhenNothingWasPublished()
    {
        var run = await AskAsync("similar", "north");

        Assert.Equal(
            (1, $"streamembed: Topic embeddings of {_broker.BootstrapServers} holds no whole snapshot yet: has the service published one?\n"),
            (run.Code, run.Error));
    }

    [Fact]
    public async Task Ask_GivesUpWithAReason_WhenNoBrokerAnswers()
    {
        var run = await Run.OfAsync("similar", "north", "--bootstrap-servers", "127.0.0.1:1", "--timeout", "500ms");

        Assert.Equal(1, run.Code);
        Assert.Contains("streamembed: Topic embeddings of 127.0.0.1:1 could not be read to its end within 500ms (--timeout): ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    private Task<Run> AskAsync(string command, params string[] arguments) =>
        Run.OfAsync([command, "--bootstrap-servers", _broker.BootstrapServers, .. arguments]);

    private async Task PublishAsync()
    {
        var stopping = TestContext.Current.CancellationToken;
        var clients = new KafkaClients(new KafkaOptions(), NullLoggerFactory.Instance, embedded: _broker);
        using var sink = new KafkaServingSink(clients, "test", NullLogger<KafkaServingSink>.Instance);
        await sink.PublishAsync(
            new SnapshotDelta(3, 0, 1_700_000_000_000, [Row("north", 0, 1), Row("south", 0, -1), Row("-7", 1, 0), Row("north-east", 1, 1)], []),
            stopping);
        var history = new UserHistory(new UserId("u1"), [new ItemId("north")], [1_700_000_000_000], [1]);
        await sink.PublishUsersAsync([new UserVector(history, [0, 1], 3)], [], stopping);
    }

    private static ItemRow Row(string item, params float[] vector) => new(new ItemId(item), vector, 1, 1_700_000_000_000);
}
