namespace StreamEmbed.Sessions;

/// <summary>Why an event that was neither late nor rejected is in no session. The names, in snake case, are the values of the <c>reason</c> label.</summary>
public enum CutReason
{
    /// <summary>It repeats the item before it: see <see cref="SessionOptions.CollapseRepeats"/>.</summary>
    Repeat,

    /// <summary>Its user exceeds <see cref="SessionOptions.MaxPerMinute"/>.</summary>
    TooFast,
}
