using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Host.Api;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Exposition;
using StreamEmbed.Host.Http;

namespace StreamEmbed.Host.Tests.Http;

public sealed class HttpEndpointsTests : IAsyncLifetime
{
    private readonly HealthState _health = new();
    private readonly Meter _meter = new("StreamEmbed.Tests." + Guid.NewGuid().ToString("n"));
    private readonly MeterExposition _metrics;
    private readonly HttpClient _client = new();
    private HttpEndpoints _endpoints = null!;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public HttpEndpointsTests()
    {
        _metrics = new MeterExposition(_meter.Name);
    }

    public async ValueTask InitializeAsync()
    {
        _endpoints = await StartAsync("http://127.0.0.1:0");
        _client.BaseAddress = _endpoints.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _endpoints.DisposeAsync();
        _metrics.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Ready_NamesWhatIsMissing_WhenAConditionIsNotMet()
    {
        _health.Met("kafka");
        _health.NotMet("caught_up", "12 records behind");

        var (status, body) = await GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(
            """{"status":"not ok","failure":null,"conditions":[{"name":"caught_up","met":false,"reason":"12 records behind"},{"name":"kafka","met":true,"reason":null}]}""",
            body);
    }

    [Fact]
    public async Task Ready_IsOk_WhenEveryConditionIsMet()
    {
        _health.NotMet("caught_up", "12 records behind");
        _health.Met("caught_up");

        Assert.Equal(
            (HttpStatusCode.OK, """{"status":"ok","failure":null,"conditions":[{"name":"caught_up","met":true,"reason":null}]}"""),
            await GetAsync("/health/ready"));
    }

    [Fact]
    public async Task Live_StaysOk_WhenTheProgramIsOnlyNotReady()
    {
        _health.NotMet("kafka", "no broker answers");

        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/health/live")).Status);
    }

    [Fact]
    public async Task LiveAndReady_SayWhy_WhenTheProgramFailed()
    {
        _health.Met("kafka");
        _health.Fail("training ended: NaN in a row");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync("/health/ready")).Status);
        var (status, body) = await GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.StartsWith("""{"status":"not ok","failure":"training ended: NaN in a row",""", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_AreTextOfVersion004_WhenScraped()
    {
        _meter.CreateCounter<long>("streamembed_test_total", null, "A test.").Add(3);

        var response = await _client.GetAsync(new Uri("/metrics", UriKind.Relative), Stopping);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            "# HELP streamembed_test_total A test.\n# TYPE streamembed_test_total counter\nstreamembed_test_total 3\n",
            await response.Content.ReadAsStringAsync(Stopping));
    }

    [Fact]
    public async Task Get_IsNotFound_WhenThePathIsUnknown()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/healthz")).Status);
    }

    [Fact]
    public async Task StartAsync_SaysSo_WhenTheAddressIsTaken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://{other.LocalEndpoint}";

        var thrown = await Assert.ThrowsAsync<CommandFailedException>(() => StartAsync(address));

        Assert.Equal($"Http:Address {address} cannot be listened on: Address already in use", thrown.Message);
    }

    private Task<HttpEndpoints> StartAsync(string address) =>
        HttpEndpoints.StartAsync(new HttpOptions { Address = address }, _health, _metrics, new ServingApi(new ApiState(), 512), NullLoggerFactory.Instance, Stopping);

    private async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        var response = await _client.GetAsync(new Uri(path, UriKind.Relative), Stopping);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Stopping));
    }
}
