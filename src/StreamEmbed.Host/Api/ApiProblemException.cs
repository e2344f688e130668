namespace StreamEmbed.Host.Api;

/// <summary>A request that gets no answer; becomes <c>application/problem+json</c>.</summary>
/// <param name="status">HTTP status code.</param>
/// <param name="sentence">What is wrong, for the caller: one sentence.</param>
internal sealed class ApiProblemException(int status, string sentence) : Exception(sentence)
{
    public int Status => status;
}
