using System.ComponentModel.DataAnnotations;

namespace StreamEmbed.Vocabulary;

/// <summary>Which items have a vector.</summary>
public sealed record VocabularyOptions
{
    private IReadOnlyCollection<string>? _protectedByFile;

    /// <summary>Occurrences in trained sessions before an item gets a vector. 1: a new item has one after its first session.</summary>
    [Range(1, 1_000_000)]
    public int MinCount { get; init; } = 1;

    /// <summary>Most items held. When there are so many, the least frequent of late go, up to four for each new one, down to <see cref="LowMark"/>.</summary>
    [Range(16, int.MaxValue)]
    public int MaxItems { get; init; } = 10_000_000;

    /// <summary>Share of <see cref="MaxItems"/> to which a full vocabulary shrinks. 1: each new item takes the room of one other.</summary>
    [Range(0.5, 1.0)]
    public double LowMark { get; init; } = 0.95;

    /// <summary>
    /// An item known for less than this (event time) makes no room for others, so that a new one has time to be clicked; not heeded
    /// while more than a quarter of the items are that young, since a flood of new ids would then push out old items alone.
    /// </summary>
    public TimeSpan MinAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Ids of items that are never evicted once they are known, with commas between.</summary>
    public string Protected { get; init; } = "";

    /// <summary>File with more such ids, UTF-8, one a line; empty lines do not count. Read when the program starts: a change takes a restart.</summary>
    public string ProtectedFile { get; init; } = "";

    /// <summary>An item that was in no session for this long (event time) is evicted.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Time after which an occurrence counts half when the least frequent item is looked for. A week: a shop's and a site's own rhythm.</summary>
    public TimeSpan FrequencyHalfLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Ids below <see cref="MinCount"/> that are counted well at one time; each costs 16 bytes. Unused when MinCount is 1.</summary>
    [Range(1_024, 1 << 26)]
    public int Candidates { get; init; } = 1 << 18;

    /// <summary>The same options with the ids that <see cref="ProtectedFile"/> holds: files are read by whoever makes the model.</summary>
    public VocabularyOptions WithProtected(IReadOnlyCollection<string> ids) => this with { _protectedByFile = ids };

    /// <summary>The ids of <see cref="Protected"/> and of <see cref="ProtectedFile"/>.</summary>
    /// <exception cref="InvalidOperationException">The file is named, but was not read.</exception>
    public IReadOnlySet<string> ProtectedItems() => ProtectedFile.Length > 0 && _protectedByFile is null
        ? throw new InvalidOperationException($"Vocabulary:ProtectedFile names {ProtectedFile}, which was not read.")
        : Protected.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(_protectedByFile ?? []).ToHashSet(StringComparer.Ordinal);

    /// <summary>Checks what ranges of single options cannot express; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (TimeToLive <= TimeSpan.Zero)
        {
            yield return $"Vocabulary:TimeToLive must be more than 0, but is {TimeToLive}.";
        }

        if (MinAge < TimeSpan.Zero)
        {
            yield return $"Vocabulary:MinAge must not be negative, but is {MinAge}.";
        }

        if (!(LowMark > 0 && LowMark <= 1))
        {
            yield return $"Vocabulary:LowMark must be above 0 and at most 1, but is {LowMark}.";
        }

        // What makes room is looked for among a few rows drawn at random: were most of them protected, new items would find none.
        if (_protectedByFile is not null && ProtectedItems().Count is var count && count > MaxItems / 2)
        {
            yield return $"Vocabulary:Protected and ProtectedFile hold {count} ids, more than half of MaxItems ({MaxItems}).";
        }

        if (FrequencyHalfLife <= TimeSpan.Zero)
        {
            yield return $"Vocabulary:FrequencyHalfLife must be more than 0, but is {FrequencyHalfLife}.";
        }
    }
}
