namespace StreamEmbed.Host.Evaluation;

/// <summary>What the user asked of an evaluation.</summary>
/// <param name="File">Recorded events.</param>
/// <param name="Protocol">When sessions are scored and learned.</param>
/// <param name="WarmUp">Share of the events that is only trained on.</param>
/// <param name="K">Length of a list.</param>
/// <param name="Sample">About how many positions to score; 0: all.</param>
/// <param name="Json">Whether to answer for machines.</param>
/// <param name="Variants">Whether to list every scoring.</param>
internal sealed record EvaluateArguments(string File, string Protocol, double WarmUp, int K, int Sample, bool Json, bool Variants);
