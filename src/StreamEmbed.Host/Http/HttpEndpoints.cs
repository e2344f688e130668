using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamEmbed.Host.Api;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Exposition;

namespace StreamEmbed.Host.Http;

/// <summary>Serves <c>/health/live</c>, <c>/health/ready</c>, <c>/metrics</c>, the API and its document from start to disposal.</summary>
internal sealed class HttpEndpoints : IAsyncDisposable
{
    private readonly WebApplication _application;

    private HttpEndpoints(WebApplication application)
    {
        _application = application;
    }

    /// <summary>The address that is listened on, with the port that was taken when the options say 0.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    /// <exception cref="CommandFailedException">The address cannot be listened on.</exception>
    public static async Task<HttpEndpoints> StartAsync(
        HttpOptions options, HealthState health, MeterExposition metrics, ServingApi api, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        // Empty: options, logging and signals are the program's own, not the framework's.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(options.Address);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(json => Configure(json.SerializerOptions));
        builder.Services.AddOpenApi(ApiDocument.Name, ApiDocument.Describe);
        var application = builder.Build();
        application.UseExceptionHandler();
        application.UseStatusCodePages();
        Map(application, health, metrics, api);
        try
        {
            await application.StartAsync(cancellationToken);
            return new HttpEndpoints(application);
        }
        catch (IOException e)
        {
            await application.DisposeAsync();
            throw new CommandFailedException($"Http:Address {options.Address} cannot be listened on: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static void Map(WebApplication application, HealthState health, MeterExposition metrics, ServingApi api)
    {
        application.MapGet("/health/live", (HttpContext context) => HealthAnswer.WriteAsync(context, health.IsLive, health)).ExcludeFromDescription();
        application.MapGet("/health/ready", (HttpContext context) => HealthAnswer.WriteAsync(context, health.IsReady, health)).ExcludeFromDescription();
        application.MapGet("/metrics", (HttpContext context) =>
        {
            context.Response.ContentType = MetricRegistry.ContentType;
            return metrics.WriteAsync(context.Response.Body, context.RequestAborted);
        }).ExcludeFromDescription();
        api.Map(application);
        application.MapOpenApi(ApiDocument.Path);
    }

    private static void Configure(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.NumberHandling = JsonNumberHandling.Strict;

        // Ids of any language stay readable; the answers are no part of a web page.
        json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }
}
