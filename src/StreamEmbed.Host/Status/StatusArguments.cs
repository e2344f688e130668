namespace StreamEmbed.Host.Status;

/// <summary>Which service is asked, and how it is told.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Json">Whether the answer is for machines.</param>
internal sealed record StatusArguments(Uri Address, bool Json);
