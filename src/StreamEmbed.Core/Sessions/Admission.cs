namespace StreamEmbed.Sessions;

/// <summary>What became of an event.</summary>
public enum Admission
{
    /// <summary>It is in an open session.</summary>
    Taken,

    /// <summary>Its session had closed: it is in <see cref="SessionOutput.Late"/>.</summary>
    Late,

    /// <summary>Its user is too fast to be a person: it was counted and dropped.</summary>
    Cut,
}
