using System.Net.Http.Json;
using System.Text.Json;
using StreamEmbed.Host.Commands;

namespace StreamEmbed.Host.Status;

/// <summary>Asks a running service over HTTP; whatever goes wrong becomes one sentence.</summary>
internal sealed class ServiceClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly Uri _address;
    private readonly HttpClient _client;

    public ServiceClient(Uri address)
    {
        _address = address;
        // What is on this machine is not behind a proxy, whatever the environment says.
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = !address.IsLoopback }) { BaseAddress = address, Timeout = Patience };
    }

    /// <exception cref="CommandFailedException">Nobody answers, or the answer is a fault.</exception>
    public async Task<T> SendAsync<T>(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            using var response = await _client.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode
                ? (await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken))!
                : throw new CommandFailedException($"{_address} answers {(int)response.StatusCode}: {await ReasonAsync(response, cancellationToken)}");
        }
        catch (HttpRequestException e)
        {
            throw new CommandFailedException($"{_address} does not answer ({e.Message.TrimEnd('.')}): is the service running, and is this its Http:Address?", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailedException($"{_address} has not answered within {Patience.TotalSeconds:0} s.", e);
        }
        catch (JsonException e)
        {
            throw new CommandFailedException($"{_address} answers with something else than expected: is it a StreamEmbed service of this version?", e);
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return response.ReasonPhrase ?? "no reason given";
        }

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return problem.TryGetProperty("detail", out var detail) ? detail.GetString()! : problem.GetProperty("title").GetString()!;
    }
}
