using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamEmbed.Client;
using StreamEmbed.Client.Search;

namespace StreamEmbed.Host.Api;

/// <summary>The HTTP API: questions about items and users, answered from one view each, and the status of the service.</summary>
/// <param name="state">What answers come from.</param>
/// <param name="maxIdBytes">Longest id in UTF-8 bytes.</param>
internal sealed class ServingApi(ApiState state, int maxIdBytes)
{
    public const string Prefix = "/v1";

    public void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(Prefix).AddEndpointFilter(AnswerProblems);
        api.MapGet("/items/{id}", Item)
            .WithName("GetItem").WithSummary("An item with its vector.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapGet("/items/{id}/similar", Similar)
            .WithName("GetSimilarItems").WithSummary("The items nearest to an item, the nearest first, without itself.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapGet("/users/{id}/recommendations", Recommendations)
            .WithName("GetRecommendations").WithSummary("The items nearest to a user, the nearest first, without those seen of late.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapGet("/status", Status)
            .WithName("GetStatus").WithSummary("How the service is doing.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private ItemAnswer Item(HttpContext context, string id)
    {
        QueryReader.RequireKnown(context.Request);
        id = PathId.Of(context, maxIdBytes);
        var view = View();
        return view.TryGetItem(id, out var item)
            ? new ItemAnswer(view.Snapshot.Number, item.Id, item.Count, item.LastSeen, item.Vector.ToArray())
            : throw UnknownItem(id, view);
    }

    private ScoredItemsAnswer Similar(HttpContext context, string id, string? k, string? metric, string? exact)
    {
        QueryReader.RequireKnown(context.Request, QueryReader.CountName, QueryReader.MetricName, QueryReader.ExactName);
        id = PathId.Of(context, maxIdBytes);
        var (count, by, all) = (QueryReader.Count(k), QueryReader.MetricOf(metric), QueryReader.Exact(exact));
        var view = View();
        return view.TryGetItem(id, out _) ? Answer(view, view.SimilarItems(id, count, by, all)) : throw UnknownItem(id, view);
    }

    private ScoredItemsAnswer Recommendations(HttpContext context, string id, string? k, string? metric, string? exact)
    {
        QueryReader.RequireKnown(context.Request, QueryReader.CountName, QueryReader.MetricName, QueryReader.ExactName);
        id = PathId.Of(context, maxIdBytes);
        var (count, by, all) = (QueryReader.Count(k), QueryReader.MetricOf(metric), QueryReader.Exact(exact));
        var view = View();
        return view.TryGetUser(id, out _)
            ? Answer(view, view.Recommend(id, count, metric: by, exact: all))
            : throw new ApiProblemException(StatusCodes.Status404NotFound, $"There is no vector of user '{id}'.");
    }

    private ServiceStatus Status(HttpContext context)
    {
        QueryReader.RequireKnown(context.Request);
        return state.Status ?? throw new ApiProblemException(StatusCodes.Status503ServiceUnavailable, "The service is starting: it waits for Kafka.");
    }

    private EmbeddingView View() => state.View is { Snapshot.Number: > 0 } view
        ? view
        : throw new ApiProblemException(StatusCodes.Status503ServiceUnavailable, "No whole snapshot has been read yet.");

    private static ScoredItemsAnswer Answer(EmbeddingView view, IReadOnlyList<ScoredItem> found) =>
        new(view.Snapshot.Number, [.. found.Select(scored => new ScoredItemAnswer(scored.Item, scored.Score))]);

    private static ApiProblemException UnknownItem(string id, EmbeddingView view) =>
        new(StatusCodes.Status404NotFound, $"There is no item '{id}' in snapshot {view.Snapshot.Number}.");

    private static async ValueTask<object?> AnswerProblems(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ApiProblemException problem)
        {
            return TypedResults.Problem(problem.Message, statusCode: problem.Status);
        }
    }
}
