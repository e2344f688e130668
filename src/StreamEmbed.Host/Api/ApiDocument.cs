using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace StreamEmbed.Host.Api;

/// <summary>The OpenAPI document of <see cref="ServingApi"/>, served as <see cref="Path"/>.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";
    public const string Path = "/openapi/v1.json";

    public static void Describe(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "StreamEmbed",
                Version = "1",
                Description = "Item and user embeddings that follow a stream of clicks. Every answer is of one whole snapshot.",
            };

            // Wherever it was fetched from is where it is served.
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, _, _) =>
        {
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            {
                Describe(parameter);
            }

            return Task.CompletedTask;
        });
    }

    // They are read as text, so that a wrong one can be named in the answer; to callers they are what is said here.
    private static void Describe(OpenApiParameter parameter)
    {
        switch (parameter.Name)
        {
            case QueryReader.CountName:
                parameter.Description = "Most items wanted.";
                parameter.Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Minimum = "1",
                    Maximum = QueryReader.MaxCount.ToString(CultureInfo.InvariantCulture),
                    Default = QueryReader.DefaultCount,
                };
                break;
            case QueryReader.MetricName:
                parameter.Description = "What near means.";
                parameter.Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. QueryReader.Metrics.Select(name => (System.Text.Json.Nodes.JsonNode)name)],
                    Default = QueryReader.Metrics.First(),
                };
                break;
            case QueryReader.ExactName:
                parameter.Description =
                    "true: what comparing with all items finds. false: most of it, faster where a catalogue is large.";
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = true };
                break;
            default:
                parameter.Description = "The id, with / as %2F.";
                break;
        }
    }
}
