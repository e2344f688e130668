using Microsoft.AspNetCore.Http;

namespace StreamEmbed.Host.Http;

/// <summary>Writes the state of health as JSON, with 200 when well and 503 when not, as probes expect.</summary>
internal static class HealthAnswer
{
    public static Task WriteAsync(HttpContext context, bool isWell, HealthState health)
    {
        context.Response.StatusCode = isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsJsonAsync(
            new
            {
                status = isWell ? "ok" : "not ok",
                failure = health.Failure,
                conditions = health.Conditions.Select(condition => new { name = condition.Name, met = condition.IsMet, reason = condition.Reason }),
            },
            context.RequestAborted);
    }
}
