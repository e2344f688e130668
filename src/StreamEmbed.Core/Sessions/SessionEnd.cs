namespace StreamEmbed.Sessions;

/// <summary>Why a session ended. The names, in snake case, are the values of the <c>reason</c> label.</summary>
public enum SessionEnd
{
    /// <summary>The watermark passed the session's last event + gap + grace.</summary>
    Gap,

    /// <summary>
    /// Its partition was read to its end and idle, and the time of the other partitions, or the clock when all were idle, passed
    /// last event + gap + grace.
    /// </summary>
    Idle,

    /// <summary>The input ended: a recorded file or a log read to a fixed end.</summary>
    EndOfInput,

    /// <summary>The session reached its greatest length and was cut.</summary>
    MaxLength,

    /// <summary>The session reached its greatest duration and was cut.</summary>
    MaxDuration,

    /// <summary>There were too many open sessions, and this one would have closed first.</summary>
    TooManyOpen,
}
