namespace StreamEmbed.Host.Http;

/// <summary>One thing that must hold before the program is ready.</summary>
/// <param name="Name">For example <c>caught_up</c>.</param>
/// <param name="IsMet">Whether it holds.</param>
/// <param name="Reason">Why not; null when it holds.</param>
internal sealed record HealthCondition(string Name, bool IsMet, string? Reason);
