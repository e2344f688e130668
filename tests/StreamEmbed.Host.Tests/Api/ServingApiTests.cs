using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Client;
using StreamEmbed.Events;
using StreamEmbed.Host.Api;
using StreamEmbed.Host.Exposition;
using StreamEmbed.Host.Http;
using StreamEmbed.Serving;
using StreamEmbed.Users;

namespace StreamEmbed.Host.Tests.Api;

/// <summary>The API over real HTTP, on a free port.</summary>
public sealed class ServingApiTests : IAsyncLifetime
{
    private readonly ApiState _state = new();
    private readonly MeterExposition _metrics = new("StreamEmbed.Tests." + Guid.NewGuid().ToString("n"));
    private readonly HttpClient _client = new();
    private HttpEndpoints _endpoints = null!;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _endpoints = await HttpEndpoints.StartAsync(
            new HttpOptions { Address = "http://127.0.0.1:0" }, new HealthState(), _metrics, new ServingApi(_state, 32), NullLoggerFactory.Instance, Stopping);
        _client.BaseAddress = _endpoints.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _endpoints.DisposeAsync();
        _metrics.Dispose();
    }

    [Fact]
    public async Task Item_HasItsVector()
    {
        Serve();

        Assert.Equal(
            (HttpStatusCode.OK, """{"snapshot":3,"item":"north-east","count":7,"last_seen":"2023-11-14T22:13:20+00:00","vector":[1,1]}"""),
            await GetAsync("/v1/items/north-east"));
    }

    [Theory]
    [InlineData("", """[{"item":"north-east","score":0.70710677},{"item":"größe/1","score":0},{"item":"south","score":-1}]""")]
    [InlineData("?k=1", """[{"item":"north-east","score":0.70710677}]""")]
    [InlineData("?metric=euclidean&k=2", """[{"item":"north-east","score":1},{"item":"größe/1","score":1.4142135}]""")]
    [InlineData("?exact=false&k=1", """[{"item":"north-east","score":0.70710677}]""")]
    [InlineData("?metric=inner_product&k=1", """[{"item":"north-east","score":1}]""")]
    public async Task Similar_ListsTheNearestFirst(string query, string results)
    {
        Serve();

        Assert.Equal((HttpStatusCode.OK, $$"""{"snapshot":3,"results":{{results}}}"""), await GetAsync("/v1/items/north/similar" + query));
    }

    [Fact]
    public async Task Recommendations_LeaveOutWhatTheUserSaw()
    {
        Serve();

        Assert.Equal(
            (HttpStatusCode.OK, """{"snapshot":3,"results":[{"item":"north-east","score":0.70710677}]}"""),
            await GetAsync("/v1/users/u1/recommendations?k=1"));
    }

    [Theory]
    [InlineData("/v1/items/gr%C3%B6%C3%9Fe%2F1")]
    [InlineData("/v1/items/gr%c3%b6%c3%9fe%2f1")]
    public async Task Item_IsFound_WhenItsIdHasASlashAndLettersOfAnotherAlphabet(string path)
    {
        Serve();

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(path)).Status);
    }

    [Fact]
    public async Task Item_IsNotFound_WhenOnlyItsEncodedFormIsGiven()
    {
        Serve();

        await ProblemAsync("/v1/items/gr%C3%B6%C3%9Fe%252F1", HttpStatusCode.NotFound, "There is no item 'größe%2F1' in snapshot 3.");
    }

    [Theory]
    [InlineData("/v1/items/north/similar?k=0", "k must be a whole number from 1 to 1000, but is '0'.")]
    [InlineData("/v1/items/north/similar?k=1001", "k must be a whole number from 1 to 1000, but is '1001'.")]
    [InlineData("/v1/items/north/similar?k=many", "k must be a whole number from 1 to 1000, but is 'many'.")]
    [InlineData("/v1/items/north/similar?k=1&k=2", "The query parameter k was given 2 times.")]
    [InlineData("/v1/users/u1/recommendations?exact=yes", "exact must be true or false, but is 'yes'.")]
    [InlineData("/v1/users/u1/recommendations?metric=cosinus", "metric must be one of cosine, inner_product, euclidean, manhattan, but is 'cosinus'.")]
    [InlineData("/v1/users/u1/recommendations?count=5", "There is no query parameter 'count': known are k, metric, exact.")]
    [InlineData("/v1/items/north?k=5", "There is no query parameter 'k': there are none here.")]
    [InlineData("/v1/items/123456789012345678901234567890123", "An id has 32 bytes at most (Events:MaxIdBytes).")]
    public async Task Request_IsBadAndSaysWhy_WhenSomethingIsWrongWithIt(string path, string sentence)
    {
        Serve();

        await ProblemAsync(path, HttpStatusCode.BadRequest, sentence);
    }

    [Theory]
    [InlineData("/v1/items/west", "There is no item 'west' in snapshot 3.")]
    [InlineData("/v1/items/west/similar", "There is no item 'west' in snapshot 3.")]
    [InlineData("/v1/users/u2/recommendations", "There is no vector of user 'u2'.")]
    public async Task Request_IsNotFound_WhenTheIdIsUnknown(string path, string sentence)
    {
        Serve();

        await ProblemAsync(path, HttpStatusCode.NotFound, sentence);
    }

    [Theory]
    [InlineData("/v1/items/north", "No whole snapshot has been read yet.")]
    [InlineData("/v1/items/north/similar", "No whole snapshot has been read yet.")]
    [InlineData("/v1/users/u1/recommendations", "No whole snapshot has been read yet.")]
    [InlineData("/v1/status", "The service is starting: it waits for Kafka.")]
    public Task Request_IsUnavailable_BeforeThereIsAnythingToAnswerFrom(string path, string sentence) =>
        ProblemAsync(path, HttpStatusCode.ServiceUnavailable, sentence);

    [Fact]
    public async Task Status_HasTheNamesThatProgramsRelyOn()
    {
        _state.ReportFrom(() => new ServiceStatus(
            5,
            [new PartitionStatus("clicks", 0, 12, 5, 0.5)],
            DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000),
            VersionStatus.Of(3, TimeSpan.FromSeconds(1.5)),
            VersionStatus.Of(0, TimeSpan.FromDays(1)),
            4,
            1,
            2,
            "00000000000000ff"));

        Assert.Equal(
            (HttpStatusCode.OK,
                """
                {"lag":5,"partitions":[{"topic":"clicks","partition":0,"position":12,"lag":5,"lag_seconds":0.5}],
                "event_time":"2023-11-14T22:13:20+00:00","snapshot":{"number":3,"age_seconds":1.5},
                "checkpoint":{"number":0,"age_seconds":null},"items":4,"users":1,"sessions_open":2,"digest":"00000000000000ff"}
                """.ReplaceLineEndings("")),
            await GetAsync("/v1/status"));
    }

    [Theory]
    [InlineData("/v2/items/north", HttpStatusCode.NotFound)]
    [InlineData("/v1/items", HttpStatusCode.NotFound)]
    public async Task Get_AnswersWithAProblem_WhenThereIsNoSuchPath(string path, HttpStatusCode status)
    {
        var response = await _client.GetAsync(new Uri(path, UriKind.Relative), Stopping);

        Assert.Equal((status, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Post_IsNotAllowed_WhereOnlyQuestionsAreAnswered()
    {
        var response = await _client.PostAsync(new Uri("/v1/items/north", UriKind.Relative), null, Stopping);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task Document_DescribesEveryPathAndNothingElse()
    {
        var (status, body) = await GetAsync(ApiDocument.Path);
        Assert.Equal(HttpStatusCode.OK, status);
        var document = JsonDocument.Parse(body).RootElement;

        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var paths = document.GetProperty("paths");
        Assert.Equal(
            ["/v1/items/{id}", "/v1/items/{id}/similar", "/v1/status", "/v1/users/{id}/recommendations"],
            paths.EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        var similar = paths.GetProperty("/v1/items/{id}/similar").GetProperty("get");
        Assert.Equal(["200", "400", "404", "503"], similar.GetProperty("responses").EnumerateObject().Select(response => response.Name));
        var count = similar.GetProperty("parameters").EnumerateArray().Single(parameter => parameter.GetProperty("name").GetString() == "k").GetProperty("schema");
        Assert.Equal(("integer", 1, 1000, 20), (
            count.GetProperty("type").GetString(),
            count.GetProperty("minimum").GetInt32(),
            count.GetProperty("maximum").GetInt32(),
            count.GetProperty("default").GetInt32()));
        var answer = document.GetProperty("components").GetProperty("schemas").GetProperty("ServiceStatus").GetProperty("properties");
        Assert.Contains("sessions_open", answer.EnumerateObject().Select(property => property.Name));
    }

    private void Serve()
    {
        var view = EmbeddingView.Of(
            new SnapshotFacts(3, 2, "model", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch),
            [Row("north", 0, 1), Row("south", 0, -1), Row("größe/1", 1, 0), Row("north-east", 1, 1)],
            [new UserVector(new UserHistory(new UserId("u1"), [new ItemId("north")], [1_700_000_000_000], [1]), [0, 1], 3)]);
        _state.AnswerFrom(() => view);
    }

    private static ItemRow Row(string item, params float[] vector) => new(new ItemId(item), vector, 7, 1_700_000_000_000);

    private async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        var response = await _client.GetAsync(new Uri(path, UriKind.Relative), Stopping);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Stopping));
    }

    private async Task ProblemAsync(string path, HttpStatusCode status, string sentence)
    {
        var response = await _client.GetAsync(new Uri(path, UriKind.Relative), Stopping);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Stopping)).RootElement;

        Assert.Equal((status, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(((int)status, sentence), (problem.GetProperty("status").GetInt32(), problem.GetProperty("detail").GetString()));
    }
}
