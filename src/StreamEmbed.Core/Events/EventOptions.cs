using System.ComponentModel.DataAnnotations;

namespace StreamEmbed.Events;

/// <summary>How records become events: field names, event types, bounds of what is believable.</summary>
public sealed record EventOptions
{
    /// <summary>Name of the JSON field with the user's id.</summary>
    [Required]
    public string UserField { get; init; } = "user_id";

    /// <summary>Name of the JSON field with the item's id.</summary>
    [Required]
    public string ItemField { get; init; } = "item_id";

    /// <summary>Name of the JSON field with the event time: Unix milliseconds or ISO 8601. Absent or null: the record's own time.</summary>
    [Required]
    public string TimestampField { get; init; } = "timestamp";

    /// <summary>Name of the JSON field with the event's type. Absent or null: weight 1.</summary>
    [Required]
    public string TypeField { get; init; } = "event_type";

    /// <summary>Weight by event type; 0 ignores the type. A type that is not listed is rejected, so that a misspelt one is seen.</summary>
    public IReadOnlyDictionary<string, float> Types { get; init; } = new Dictionary<string, float>(StringComparer.Ordinal)
    {
        ["click"] = 1,
        ["view"] = 1,
        ["add_to_cart"] = 1,
        ["purchase"] = 1,
    };

    /// <summary>Longest id in UTF-8 bytes; longer ones are rejected. Real ids are far shorter: a long one is a bug upstream.</summary>
    [Range(1, 65_536)]
    public int MaxIdBytes { get; init; } = 512;

    /// <summary>Largest value of a record in bytes; larger ones are rejected unread.</summary>
    [Range(64, int.MaxValue)]
    public int MaxValueBytes { get; init; } = 1_000_000;

    /// <summary>
    /// How far ahead of its record's own time an event time may be before the event is rejected: a far-future time would end every open
    /// session. The clock takes the place of that time where a record has none, or one that is itself so far ahead of the clock.
    /// </summary>
    public TimeSpan MaxSkew { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Checks what ranges of single options cannot express; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        string[] fields = [UserField, ItemField, TimestampField, TypeField];
        if (fields.Distinct(StringComparer.Ordinal).Count() < fields.Length)
        {
            yield return $"Events:UserField, ItemField, TimestampField and TypeField must differ, but are '{string.Join("', '", fields)}'.";
        }

        foreach (var (type, weight) in Types)
        {
            if (!float.IsFinite(weight) || weight < 0)
            {
                yield return $"Events:Types:{type} must be a finite weight of 0 or more, but is {weight}.";
            }
        }

        if (MaxSkew < TimeSpan.Zero)
        {
            yield return $"Events:MaxSkew must not be negative, but is {MaxSkew}.";
        }
    }
}
