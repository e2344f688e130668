namespace StreamEmbed.Sessions;

/// <summary>Why a click was ready to leave. The names, in snake case, are the values of the <c>reason</c> label.</summary>
public enum ClickRelease
{
    /// <summary>Its partition's watermark passed its key.</summary>
    Watermark,

    /// <summary>Its partition was read to its end and idle, and the time of the others, or the clock when all were idle, passed its key.</summary>
    Idle,

    /// <summary>The input ended.</summary>
    EndOfInput,

    /// <summary>Its session was forced out because too many were open.</summary>
    TooManyOpen,
}
