using System.Globalization;
using Microsoft.AspNetCore.Http;
using StreamEmbed.Client;
using StreamEmbed.Client.Search;
using StreamEmbed.Naming;

namespace StreamEmbed.Host.Api;

/// <summary>The query parameters of a request, checked; whatever is wrong is named.</summary>
internal static class QueryReader
{
    public const string CountName = "k";
    public const string MetricName = "metric";
    public const string ExactName = "exact";
    public const int DefaultCount = 20;
    public const int MaxCount = EmbeddingView.MaxCount;

    public static IEnumerable<string> Metrics => Enum.GetValues<Metric>().Select(SnakeCase.Of);

    /// <summary>A misspelt parameter must not be taken for none.</summary>
    /// <exception cref="ApiProblemException">There is a parameter that is not known, or one twice.</exception>
    public static void RequireKnown(HttpRequest request, params string[] known)
    {
        foreach (var (name, values) in request.Query)
        {
            if (!known.Contains(name))
            {
                var names = known.Length == 0 ? "there are none here" : "known are " + string.Join(", ", known);
                throw Bad($"There is no query parameter '{name}': {names}.");
            }

            if (values.Count > 1)
            {
                throw Bad($"The query parameter {name} was given {values.Count} times.");
            }
        }
    }

    /// <exception cref="ApiProblemException">It is no number, or out of range.</exception>
    public static int Count(string? text) => text switch
    {
        null => DefaultCount,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MaxCount => count,
        _ => throw Bad($"{CountName} must be a whole number from 1 to {MaxCount}, but is '{text}'."),
    };

    /// <exception cref="ApiProblemException">There is no such metric.</exception>
    public static Metric MetricOf(string? text)
    {
        if (text is null)
        {
            return Metric.Cosine;
        }

        foreach (var metric in Enum.GetValues<Metric>())
        {
            if (SnakeCase.Of(metric) == text)
            {
                return metric;
            }
        }

        throw Bad($"{MetricName} must be one of {string.Join(", ", Metrics)}, but is '{text}'.");
    }

    /// <exception cref="ApiProblemException">It is neither.</exception>
    public static bool Exact(string? text) => text switch
    {
        null or "true" => true,
        "false" => false,
        _ => throw Bad($"{ExactName} must be true or false, but is '{text}'."),
    };

    private static ApiProblemException Bad(string sentence) => new(StatusCodes.Status400BadRequest, sentence);
}
