namespace StreamEmbed.Host.Evaluation;

/// <summary>What one system reached, in all of its scorings.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Variants">Each scoring; at least one.</param>
/// <param name="LearningSeconds">CPU seconds of learning the whole log.</param>
/// <param name="ScoringSeconds">CPU seconds of scoring, all variants together.</param>
internal sealed record SystemResult(string Name, IReadOnlyList<VariantResult> Variants, double LearningSeconds, double ScoringSeconds)
{
    /// <summary>The scoring with the greatest hit rate, then the greatest reciprocal rank.</summary>
    public VariantResult Best => Variants.MaxBy(variant => (variant.Measures.HitRate, variant.Measures.ReciprocalRank))!;
}
