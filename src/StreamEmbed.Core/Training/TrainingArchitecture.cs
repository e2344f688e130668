namespace StreamEmbed.Training;

/// <summary>What predicts what (Mikolov et al. 2013).</summary>
public enum TrainingArchitecture
{
    /// <summary>An item predicts each item of its context (word2vec: <c>sg = 1</c>).</summary>
    SkipGram,

    /// <summary>The mean of its context predicts an item (word2vec: <c>cbow = 1</c>).</summary>
    Cbow,
}
