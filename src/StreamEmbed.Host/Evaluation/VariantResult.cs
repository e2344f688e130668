using StreamEmbed.Evaluation;

namespace StreamEmbed.Host.Evaluation;

/// <summary>What one scoring of a system reached.</summary>
internal sealed record VariantResult(string Name, RankingMeasures Measures);
