using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace StreamEmbed.Host.Api;

/// <summary>The id in a path such as <c>/v1/items/a%2Fb/similar</c>.</summary>
internal static class PathId
{
    // "", "v1", "items", ID: where an id stands in all paths.
    private const int Segment = 3;

    /// <summary>Decodes it from the request line: the server's own decoding leaves <c>%2F</c> as it is, so that it could not be told from <c>%252F</c>.</summary>
    /// <exception cref="ApiProblemException">It is too long.</exception>
    public static string Of(HttpContext context, int maxBytes)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.StartsWith('/') ? target.Split('?')[0] : new Uri(target).AbsolutePath;
        var id = Uri.UnescapeDataString(path.Split('/')[Segment]);
        return Encoding.UTF8.GetByteCount(id) <= maxBytes
            ? id
            : throw new ApiProblemException(StatusCodes.Status400BadRequest, $"An id has {maxBytes} bytes at most (Events:MaxIdBytes).");
    }
}
