using System.ComponentModel.DataAnnotations;

namespace StreamEmbed.Sessions;

/// <summary>When a user's events belong to one session, and when the session ends.</summary>
public sealed record SessionOptions
{
    /// <summary>Longest pause inside a session; a step of exactly the gap still belongs to it. 30 minutes is the web's custom.</summary>
    public TimeSpan Gap { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long after its gap a session still takes late events before it closes.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far event times inside a partition may run backwards: the watermark stays this far behind the greatest time seen.</summary>
    public TimeSpan OutOfOrder { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A partition that is read to its end for this long no longer holds time back; 0 switches this off.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A partition whose event time is this far ahead of the slowest one is not read until the others follow.</summary>
    public TimeSpan MaxAhead { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Sessions with fewer items teach nothing and are not trained on; they are counted as closed all the same.</summary>
    [Range(1, 1_000)]
    public int MinLength { get; init; } = 2;

    /// <summary>Checks what ranges of single options cannot express; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        (string Name, TimeSpan Value)[] durations =
            [("Gap", Gap), ("Grace", Grace), ("OutOfOrder", OutOfOrder), ("IdleAfter", IdleAfter), ("MaxAhead", MaxAhead)];
        foreach (var (name, value) in durations)
        {
            if (value < TimeSpan.Zero)
            {
                yield return $"Sessions:{name} must not be negative, but is {value}.";
            }
        }
    }
}
