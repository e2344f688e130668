namespace StreamEmbed.Host.Asking;

/// <summary>A question to the serving topic.</summary>
/// <param name="Id">The item or user asked about.</param>
/// <param name="Count">Most items wanted.</param>
/// <param name="Exact">Whether the answer is what comparing with all items finds, or most of it.</param>
/// <param name="Json">Whether the answer is for machines.</param>
/// <param name="Patience">How long to wait for the topic.</param>
/// <param name="From">A directory of checkpoints that answers instead; null: none.</param>
internal sealed record AskingArguments(string Id, int Count, bool Exact, bool Json, TimeSpan Patience, string? From);
