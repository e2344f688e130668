namespace StreamEmbed.Events;

/// <summary>Where the time of an event came from.</summary>
public enum TimeSource
{
    /// <summary>The event's own timestamp field.</summary>
    Value,

    /// <summary>The timestamp of the record that carried it, because the value had none.</summary>
    Record,
}
