namespace StreamEmbed.Events;

/// <summary>Why a record could not become an event. The names, in snake case, are the values of the <c>reason</c> label and header.</summary>
public enum RejectReason
{
    /// <summary>The record has no value, or one of zero bytes.</summary>
    EmptyValue,

    /// <summary>The value is larger than <see cref="EventOptions.MaxValueBytes"/>.</summary>
    ValueTooLarge,

    /// <summary>The value is not one well-formed JSON object in UTF-8.</summary>
    InvalidJson,

    /// <summary>There is no user id.</summary>
    MissingUser,

    /// <summary>The user id is an empty string.</summary>
    EmptyUser,

    /// <summary>The user id is longer than <see cref="EventOptions.MaxIdBytes"/>.</summary>
    UserTooLong,

    /// <summary>There is no item id.</summary>
    MissingItem,

    /// <summary>The item id is an empty string.</summary>
    EmptyItem,

    /// <summary>The item id is longer than <see cref="EventOptions.MaxIdBytes"/>.</summary>
    ItemTooLong,

    /// <summary>A field has a JSON type that it cannot have, for example an array as id.</summary>
    WrongType,

    /// <summary>The timestamp is text that is not ISO 8601, or a number that is not a whole one.</summary>
    InvalidTime,

    /// <summary>The event time is before the year 2000 (usually seconds taken for milliseconds).</summary>
    TooOld,

    /// <summary>The event time is further ahead of the record's own time, or of the clock, than <see cref="EventOptions.MaxSkew"/>.</summary>
    TooFarAhead,

    /// <summary>The event's type is not one of <see cref="EventOptions.Types"/>.</summary>
    UnknownEventType,
}
