namespace StreamEmbed.Training;

/// <summary>What training did since the model was made; all numbers only rise.</summary>
/// <param name="Sessions">Sessions trained.</param>
/// <param name="ShortSessions">Sessions that could teach nothing: fewer than two different items.</param>
/// <param name="Tokens">Items of trained sessions, replayed ones not counted.</param>
/// <param name="ReplayedTokens">Items of replayed sessions.</param>
/// <param name="Pairs">Pairs of an item and one of its context, replayed ones included.</param>
/// <param name="PositiveLoss">Sum of weight · −ln σ(x·o) over the sampled pairs.</param>
/// <param name="PositiveWeight">Sum of their weights: the mean loss is the quotient of what the two rose by.</param>
/// <param name="NegativeLoss">Sum of weight · −ln σ(−x·z) over the sampled noise.</param>
/// <param name="NegativeWeight">Sum of its weights.</param>
/// <param name="RowsReset">Rows that held a value that is not finite and were started anew.</param>
/// <param name="Admitted">Items that got a row.</param>
/// <param name="Expired">Items that lost it because they were not seen for the time to live.</param>
/// <param name="Displaced">Items that lost it because the vocabulary was full.</param>
public readonly record struct TrainingStats(
    long Sessions,
    long ShortSessions,
    long Tokens,
    long ReplayedTokens,
    long Pairs,
    double PositiveLoss,
    double PositiveWeight,
    double NegativeLoss,
    double NegativeWeight,
    long RowsReset,
    long Admitted,
    long Expired,
    long Displaced);
