namespace StreamEmbed.Vocabulary;

/// <summary>Why an item lost its row. The names, in snake case, are the values of the <c>reason</c> label.</summary>
public enum EvictionReason
{
    /// <summary>It was in no session for <see cref="VocabularyOptions.TimeToLive"/>.</summary>
    Expired,

    /// <summary>The vocabulary was full, and of some drawn at random it was the least frequent of late.</summary>
    Displaced,
}
