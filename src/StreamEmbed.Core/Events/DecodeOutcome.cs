namespace StreamEmbed.Events;

/// <summary>What became of a record: always exactly one of these.</summary>
public enum DecodeOutcome
{
    /// <summary>It is an event.</summary>
    Accepted,

    /// <summary>It is of a type whose weight is 0.</summary>
    Ignored,

    /// <summary>It cannot be used; a <see cref="Rejection"/> says why.</summary>
    Rejected,
}
