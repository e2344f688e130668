using System.ComponentModel.DataAnnotations;

namespace StreamEmbed.Vocabulary;

/// <summary>Which items have a vector.</summary>
public sealed record VocabularyOptions
{
    /// <summary>Occurrences in trained sessions before an item gets a vector. 1: a new item has one after its first session.</summary>
    [Range(1, 1_000_000)]
    public int MinCount { get; init; } = 1;

    /// <summary>Most items held; above it the least frequent of late are evicted.</summary>
    [Range(16, int.MaxValue)]
    public int MaxItems { get; init; } = 10_000_000;

    /// <summary>An item that was in no session for this long (event time) is evicted.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Checks what ranges of single options cannot express; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (TimeToLive <= TimeSpan.Zero)
        {
            yield return $"Vocabulary:TimeToLive must be more than 0, but is {TimeToLive}.";
        }
    }
}
