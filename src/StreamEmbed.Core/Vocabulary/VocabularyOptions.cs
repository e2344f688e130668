using System.ComponentModel.DataAnnotations;

namespace StreamEmbed.Vocabulary;

/// <summary>Which items have a vector.</summary>
public sealed record VocabularyOptions
{
    /// <summary>Occurrences in trained sessions before an item gets a vector. 1: a new item has one after its first session.</summary>
    [Range(1, 1_000_000)]
    public int MinCount { get; init; } = 1;

    /// <summary>Most items held; when a new one comes, one of the least frequent of late makes room.</summary>
    [Range(16, int.MaxValue)]
    public int MaxItems { get; init; } = 10_000_000;

    /// <summary>An item that was in no session for this long (event time) is evicted.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Time after which an occurrence counts half when the least frequent item is looked for. A week: a shop's and a site's own rhythm.</summary>
    public TimeSpan FrequencyHalfLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Ids below <see cref="MinCount"/> that are counted well at one time; each costs 16 bytes. Unused when MinCount is 1.</summary>
    [Range(1_024, 1 << 26)]
    public int Candidates { get; init; } = 1 << 18;

    /// <summary>Checks what ranges of single options cannot express; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (TimeToLive <= TimeSpan.Zero)
        {
            yield return $"Vocabulary:TimeToLive must be more than 0, but is {TimeToLive}.";
        }

        if (FrequencyHalfLife <= TimeSpan.Zero)
        {
            yield return $"Vocabulary:FrequencyHalfLife must be more than 0, but is {FrequencyHalfLife}.";
        }
    }
}
